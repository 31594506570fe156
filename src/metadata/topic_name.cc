#include "metadata/topic_name.h"

#include <algorithm>
#include <fmt/core.h>

#include "protocol/wire/reader.h"

namespace moldau::metadata {
namespace {

bool is_allowed(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

}  // namespace

std::optional<std::string> refuse_topic_name(std::string_view name) {
  if (name.empty()) return "A topic's name must not be empty.";
  if (name == "." || name == "..") return fmt::format("A topic must not be named '{}'.", name);
  if (name.size() > kMaxTopicNameSize)
    return fmt::format("The topic name '{}' has {} characters, more than the {} allowed.",
                       shown_topic_name(name), name.size(), kMaxTopicNameSize);
  if (!std::ranges::all_of(name, is_allowed))
    return fmt::format(
        "The topic name '{}' has characters other than ASCII letters and digits, '.', '_' and '-'.",
        shown_topic_name(name));
  return std::nullopt;
}

std::string shown_topic_name(std::string_view name) {
  if (name.size() <= kMaxTopicNameSize) return std::string(name);
  return std::string(protocol::utf8_start(name, kMaxTopicNameSize)) + "...";
}

std::string collision_key(std::string_view name) {
  if (name.find_first_of("._") == std::string_view::npos) return "";
  std::string key(name);
  std::ranges::replace(key, '.', '_');
  return key;
}

}  // namespace moldau::metadata
