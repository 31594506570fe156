#include "inspect/message_table.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <limits>

#include "base/near_name.h"
#include "inspect/messages/lists.h"

namespace moldau::inspect {
namespace {

constexpr std::string_view suffix(Direction direction) {
  return direction == Direction::kRequest ? "Request" : "Response";
}

std::string unknown(std::string_view what, std::string_view name,
                    const std::vector<std::string_view>& known) {
  const auto near = nearest(name, known);
  return fmt::format("there is no {} {}{}; --list names all", what, name,
                     near.empty() ? "" : fmt::format(", but {}", near));
}

}  // namespace

MessageTable::MessageTable(Release release) {
  if (release == Release::kKafka39) add_kafka_3_9(book_, messages_);  // found before what 4.4 has
  for (const auto add :
       {add_00_to_19, add_20_to_39, add_40_to_59, add_60_to_79, add_80_to_94, add_records, add_files})
    add(book_, messages_);
  std::ranges::stable_sort(messages_, {}, [](const Message& each) {
    return each.info.api_key < 0 ? std::numeric_limits<std::int16_t>::max() : each.info.api_key;
  });
  add_headers();
}

void MessageTable::add_headers() {
  using protocol::since;
  request_header_.fields = {
      {.name = "requestApiKey", .field = since(0), .type = Type::kInt16, .initial = 0},
      {.name = "requestApiVersion", .field = since(0), .type = Type::kInt16, .initial = 0},
      {.name = "correlationId", .field = since(0), .type = Type::kInt32, .initial = 0},
      {.name = "clientId",
       .field = since(1).nullable_since(1),
       .type = Type::kString,
       .never_compact = true,
       .initial = ""}};
  response_header_.fields = {
      {.name = "correlationId", .field = since(0), .type = Type::kInt32, .initial = 0}};
  messages_.push_back({{.name = "RequestHeader", .last_version = 2, .first_flexible = 2}, &request_header_});
  messages_.push_back(
      {{.name = "ResponseHeader", .last_version = 1, .first_flexible = 1}, &response_header_});
}

std::expected<const Message*, std::string> MessageTable::find(std::string_view name) const {
  std::vector<std::string_view> known;
  for (const auto& each : messages_) {
    if (same_letters(each.info.name, name)) return &each;
    known.push_back(each.info.name);
  }
  return std::unexpected(unknown("message", name, known));
}

std::expected<const Message*, std::string> MessageTable::find_api(std::string_view name_or_key,
                                                                  Direction direction) const {
  std::int16_t key = 0;
  const auto end = name_or_key.data() + name_or_key.size();
  if (const auto read = std::from_chars(name_or_key.data(), end, key);
      read.ec == std::errc() && read.ptr == end) {
    if (const auto* found = find_key(key, direction)) return found;
    return std::unexpected(fmt::format("there is no API key {}; keys are 0 to 94", key));
  }
  std::vector<std::string_view> known;
  for (const auto& each : messages_) {
    if (each.info.api_key < 0 || !each.info.name.ends_with(suffix(direction))) continue;
    const auto api = each.info.name.substr(0, each.info.name.size() - suffix(direction).size());
    if (same_letters(api, name_or_key)) return &each;
    known.push_back(api);
  }
  return std::unexpected(unknown("API", name_or_key, known));
}

const Message* MessageTable::find_key(std::int16_t api_key, Direction direction) const {
  if (api_key < 0) return nullptr;
  const auto found = std::ranges::find_if(messages_, [&](const Message& each) {
    return each.info.api_key == api_key && each.info.name.ends_with(suffix(direction));
  });
  return found == messages_.end() ? nullptr : &*found;
}

const MessageTable& message_table(Release release) {
  if (release == Release::kKafka39) {
    static const MessageTable older(Release::kKafka39);
    return older;
  }
  static const MessageTable table(Release::kKafka44);
  return table;
}

std::optional<std::string> version_error(const Message& message, std::int64_t version) {
  const auto& info = message.info;
  if (version >= info.first_version && version <= info.last_version) return std::nullopt;
  return fmt::format("{} has no version {}; it has {} to {}", info.name, version, info.first_version,
                     info.last_version);
}

}  // namespace moldau::inspect
