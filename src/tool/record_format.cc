#include "tool/record_format.h"

#include "inspect/base64.h"
#include "inspect/json_text.h"
#include "protocol/wire/json.h"
#include "protocol/wire/reader.h"

namespace moldau::tool {
namespace {

using inspect::Json;

/// Adds what is text as NAME, and what is not as NAMEBase64.
void add_bytes(Json& to, const std::string& name, const std::optional<ByteView>& bytes) {
  if (!bytes)
    to[name] = nullptr;
  else if (protocol::is_utf8(as_text(*bytes)))
    to[name] = as_text(*bytes);
  else
    to[name + "Base64"] = protocol::base64(*bytes);
}

Json json_of(const client::TopicPartition& at, const client::ConsumedRecord& record) {
  Json json{{"topic", at.first},
            {"partition", at.second},
            {"offset", record.offset},
            {"timestamp", record.timestamp}};
  add_bytes(json, "key", record.key);
  add_bytes(json, "value", record.value);
  json["headers"] = Json::array();
  for (const auto& each : record.headers) {
    Json header{{"key", each.key}};
    add_bytes(header, "value", each.value);
    json["headers"].push_back(std::move(header));
  }
  return json;
}

}  // namespace

std::string format_record(const client::TopicPartition& at, const client::ConsumedRecord& record,
                          RecordFormat format, bool with_key) {
  if (format == RecordFormat::kJson) return inspect::json_text(json_of(at, record));
  const auto shown = [&](const std::optional<ByteView>& bytes) {
    if (!bytes) return std::string("null");
    return format == RecordFormat::kHex ? inspect::to_hex(*bytes) : std::string(as_text(*bytes));
  };
  return with_key ? shown(record.key) + '\t' + shown(record.value) : shown(record.value);
}

}  // namespace moldau::tool
