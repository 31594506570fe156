#include "log/directory_name.h"

#include <algorithm>
#include <fmt/core.h>

#include "log/checkpoint_text.h"

namespace moldau::log {
namespace {

constexpr std::string_view kDeleteSuffix = "-delete", kFutureSuffix = "-future", kStraySuffix = "-stray";
constexpr std::size_t kUniqueSize = 32, kLongestName = 255, kLongestTopic = 249;

bool is_topic_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= kLongestTopic && name != "." && name != ".." &&
         std::ranges::all_of(name, allowed);
}

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Cuts `.<32 hex digits>` and the suffix off; whether they were there.
bool take_suffix(std::string_view& name, std::string_view suffix) {
  const auto size = 1 + kUniqueSize + suffix.size();
  if (!name.ends_with(suffix) || name.size() <= size) return false;
  const auto tail = name.substr(name.size() - size);
  if (tail.front() != '.' || !is_hex(tail.substr(1, kUniqueSize))) return false;
  name.remove_suffix(size);
  return true;
}

std::string unique_suffix(std::int32_t partition, const Uuid& unique, std::string_view suffix) {
  std::string hex = unique.to_dashed_string();
  std::erase(hex, '-');
  return fmt::format("-{}.{}{}", partition, hex, suffix);
}

std::string cut_name(std::string_view topic, const std::string& suffix) {
  return std::string(topic.substr(0, kLongestName - suffix.size())) + suffix;
}

}  // namespace

std::string directory_name(std::string_view topic, std::int32_t partition) {
  return fmt::format("{}-{}", topic, partition);
}

std::string deleted_directory_name(std::string_view topic, std::int32_t partition, const Uuid& unique) {
  return cut_name(topic, unique_suffix(partition, unique, kDeleteSuffix));
}

std::string stray_directory_name(std::string_view topic, std::int32_t partition, const Uuid& unique) {
  return cut_name(topic, unique_suffix(partition, unique, kStraySuffix));
}

std::optional<std::string> future_directory_name(std::string_view topic, std::int32_t partition,
                                                 const Uuid& unique) {
  const auto suffix = unique_suffix(partition, unique, kFutureSuffix);
  if (topic.size() + suffix.size() > kLongestName) return std::nullopt;
  return std::string(topic) + suffix;
}

std::optional<DirectoryName> parse_directory_name(std::string_view name) {
  const bool deleted = take_suffix(name, kDeleteSuffix);
  const bool future = !deleted && take_suffix(name, kFutureSuffix);
  const auto dash = name.rfind('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto digits = name.substr(dash + 1);
  const auto partition = parse_number<std::uint32_t>(digits);
  if (!partition || *partition > 0x7fffffff || (digits.size() > 1 && digits.front() == '0'))
    return std::nullopt;
  const auto topic = name.substr(0, dash);
  if (!is_topic_name(topic)) return std::nullopt;
  return DirectoryName{std::string(topic), static_cast<std::int32_t>(*partition), deleted, future};
}

}  // namespace moldau::log
