#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inspect/schema_visitor.h"
#include "protocol/wire/field.h"

namespace moldau::inspect {

/// A message that the inspector knows.
struct Message {
  protocol::MessageInfo info;
  const Struct* fields = nullptr;
};

enum class Direction : std::uint8_t { kRequest, kResponse };

/// Whose messages: where releases name the same bytes differently, or differ in unstable versions.
enum class Release : std::uint8_t { kKafka44, kKafka39 };

/// All messages: requests, responses, the records of internal topics and of the metadata log, and headers.
class MessageTable {
 public:
  explicit MessageTable(Release release);
  MessageTable(const MessageTable&) = delete;
  MessageTable& operator=(const MessageTable&) = delete;

  /// By Kafka's name, such as "FetchRequest"; case does not matter. The error names what is like it.
  std::expected<const Message*, std::string> find(std::string_view name) const;
  /// By an API's name, such as "Fetch", or its key.
  std::expected<const Message*, std::string> find_api(std::string_view name_or_key,
                                                      Direction direction) const;
  const Message* find_key(std::int16_t api_key, Direction direction) const;
  /// In the order of API keys, then records, then headers.
  const std::vector<Message>& all() const { return messages_; }

 private:
  void add_headers();

  SchemaBook book_;
  Struct request_header_, response_header_;
  std::vector<Message> messages_;
};

/// Made when it is first asked for.
const MessageTable& message_table(Release release = Release::kKafka44);

/// An error that names what is allowed where the message does not have the version.
std::optional<std::string> version_error(const Message& message, std::int64_t version);

}  // namespace moldau::inspect
