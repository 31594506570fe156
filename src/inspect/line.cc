#include "inspect/line.h"

#include <fmt/format.h>

#include "inspect/base64.h"
#include "inspect/encoder.h"
#include "inspect/frame.h"
#include "inspect/json_text.h"
#include "inspect/scalars.h"

namespace moldau::inspect {
namespace {

using Error = std::unexpected<std::string>;

std::expected<std::string, std::string> text_member(const Json& line, const char* key, const char* example) {
  const auto found = line.find(key);
  if (found == line.end()) return Error(fmt::format("\"{}\" is missing, such as {}", key, example));
  if (!found->is_string())
    return Error(fmt::format("\"{}\" is {}; it must be a string", key, described(*found)));
  return found->get<std::string>();
}

/// The table of "kafka", a release such as 3.9.2; the newest where it is not said.
std::expected<const MessageTable*, std::string> table_member(const Json& line) {
  const auto release = line.find("kafka");
  if (release == line.end()) return &message_table();
  const auto text = release->is_string() ? release->get<std::string>() : std::string();
  if (text == "4.4" || text.starts_with("4.4.")) return &message_table();
  if (text == "3.9" || text.starts_with("3.9.")) return &message_table(Release::kKafka39);
  return Error(fmt::format("\"kafka\" is {}; it must be \"4.4.0\" or \"3.9.2\"", described(*release)));
}

std::expected<std::int16_t, std::string> version_member(const Json& line) {
  const auto found = line.find("version");
  if (found == line.end()) return Error("\"version\" is missing, such as 0");
  const auto version = to_integer(*found, Type::kInt16);
  if (!version) return Error("\"version\" " + version.error());
  return static_cast<std::int16_t>(*version);
}

/// By "message", or by "api" and the direction.
std::expected<const Message*, std::string> message_member(const Json& line, Direction direction) {
  const auto table = table_member(line);
  if (!table) return Error(table.error());
  if (const auto api = line.find("api"); api != line.end() && !line.contains("message")) {
    if (api->is_number_integer()) return (*table)->find_api(api->dump(), direction);
    if (api->is_string()) return (*table)->find_api(api->get_ref<const std::string&>(), direction);
    return Error(fmt::format("\"api\" is {}; it must be an API's name or key", described(*api)));
  }
  const auto name = text_member(line, "message", "\"FetchRequest\"");
  if (!name) return Error(name.error());
  return (*table)->find(*name);
}

std::expected<DecodedFrame, std::string> decode_frame(const Json& line, const std::string& frame,
                                                      ByteView bytes, const DecodeOptions& options) {
  if (frame == "request") {
    const auto table = table_member(line);
    return table ? decode_request(**table, bytes, options) : Error(table.error());
  }
  if (frame != "response")
    return Error(fmt::format("\"frame\" is \"{}\"; it must be request or response", frame));
  const auto message = message_member(line, Direction::kResponse);
  if (!message) return Error(message.error());
  if (!is_response(**message)) return Error(fmt::format("{} is no response", (*message)->info.name));
  const auto version = version_member(line);
  if (!version) return Error(version.error());
  return decode_response(**message, *version, bytes, options);
}

/// Where the line says what it is and the header something else, one of them is not what the user thinks.
std::expected<void, std::string> check_said(const Json& line, const DecodedFrame& frame) {
  if (line.contains("message") || line.contains("api")) {
    const auto said =
        message_member(line, is_request(*frame.message) ? Direction::kRequest : Direction::kResponse);
    if (!said) return Error(said.error());
    if (*said != frame.message)
      return Error(
          fmt::format("the header is a {}'s, not a {}'s", frame.message->info.name, (*said)->info.name));
  }
  if (!line.contains("version")) return {};
  const auto version = version_member(line);
  if (!version) return Error(version.error());
  if (*version != frame.version)
    return Error(fmt::format("the header has version {}, not {}", frame.version, *version));
  return {};
}

std::expected<DecodedFrame, std::string> decode_any(const Json& line, ByteView bytes,
                                                    const DecodeOptions& options) {
  if (line.contains("frame")) {
    const auto frame = text_member(line, "frame", "\"request\"");
    if (!frame) return Error(frame.error());
    auto decoded = decode_frame(line, *frame, bytes, options);
    if (decoded)
      if (auto fits = check_said(line, *decoded); !fits) return Error(fits.error());
    return decoded;
  }
  const auto message = message_member(line, Direction::kRequest);
  if (!message) return Error(message.error());
  const auto version = version_member(line);
  if (!version) return Error(version.error());
  auto body = decode(**message, *version, bytes, options);
  if (!body) return Error(body.error());
  return DecodedFrame{*message, *version, nullptr, std::move(*body)};
}

}  // namespace

std::expected<Json, std::string> decode_line(Json line, const DecodeOptions& options) {
  if (!line.is_object()) return Error(fmt::format("is {}; it must be an object", described(line)));
  const auto hex = text_member(line, "hex", "\"00010011\"");
  if (!hex) return Error(hex.error());
  const auto bytes = from_hex(*hex);
  if (!bytes) return Error(bytes.error());
  auto decoded = decode_any(line, *bytes, options);
  if (!decoded) return Error(decoded.error());
  if (decoded->body.omitted_record_bytes > 0 || decoded->body.omitted_tagged_fields > 0) {
    auto complete = options;
    complete.complete = true;
    auto all = decode_any(line, *bytes, complete);
    line["complete"] = std::move(all->body.json);
    if (!all->header.is_null()) decoded->header = std::move(all->header);
  }
  line.erase("hex");
  if (line.contains("frame")) {
    line["message"] = decoded->message->info.name;
    line["version"] = decoded->version;
    line["header"] = std::move(decoded->header);
  }
  line["json"] = std::move(decoded->body.json);
  return line;
}

std::expected<Json, std::string> encode_line(Json line) {
  if (!line.is_object()) return Error(fmt::format("is {}; it must be an object", described(line)));
  const auto message = message_member(
      line, line.value("frame", Json()) == "response" ? Direction::kResponse : Direction::kRequest);
  if (!message) return Error(message.error());
  const auto version = version_member(line);
  if (!version) return Error(version.error());
  const auto json = line.find(line.contains("complete") ? "complete" : "json");
  if (json == line.end()) return Error("\"json\" is missing: the message's fields");
  const auto header = line.find("header");
  if (line.contains("frame") && header == line.end()) return Error("\"header\" is missing");
  const auto bytes = header == line.end() ? encode(**message, *version, *json)
                                          : encode_frame(**message, *version, *header, *json);
  if (!bytes) return Error(bytes.error());
  auto hex = to_hex(*bytes);
  line.erase("json");
  line.erase("complete");
  line.erase("header");
  line["hex"] = std::move(hex);
  return line;
}

}  // namespace moldau::inspect
