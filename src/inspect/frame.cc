#include "inspect/frame.h"

#include <fmt/format.h>

#include "inspect/encoder.h"

namespace moldau::inspect {
namespace {

constexpr std::int16_t kApiVersions = 18;
constexpr std::int16_t kControlledShutdown = 7;

const Message& header_of(const Message& message) {
  return **message_table().find(is_request(message) ? "RequestHeader" : "ResponseHeader");
}

/// The first version of ControlledShutdown had no client id, and ApiVersions is answered before the client
/// knows what the broker speaks.
std::int16_t header_version(const Message& message, std::int16_t version) {
  const auto& info = message.info;
  if (is_request(message) && info.api_key == kControlledShutdown && version == 0) return 0;
  if (is_request(message)) return info.flexible(version) ? 2 : 1;
  return info.flexible(version) && info.api_key != kApiVersions ? 1 : 0;
}

std::expected<DecodedFrame, std::string> decode_parts(const Message& message, std::int16_t version,
                                                      ByteView frame, const DecodeOptions& options) {
  if (auto wrong = version_error(message, version)) return std::unexpected(std::move(*wrong));
  auto header = decode(header_of(message), header_version(message, version), frame,
                       {.complete = options.complete, .allow_trailing = true});
  if (!header) return std::unexpected("header: " + header.error());
  auto body = decode(message, version, frame.subspan(header->size), options);
  if (!body) return std::unexpected(fmt::format("body, from byte {} on: {}", header->size, body.error()));
  body->omitted_tagged_fields += header->omitted_tagged_fields;
  return DecodedFrame{&message, version, std::move(header->json), std::move(*body)};
}

/// A request's header names its API and version: they must be the body's.
std::expected<void, std::string> check_header(const Message& message, std::int16_t version,
                                              const Json& header) {
  if (!is_request(message) || !header.is_object()) return {};
  const auto api_key = header.find("requestApiKey"), api_version = header.find("requestApiVersion");
  if (api_key != header.end() && *api_key != message.info.api_key)
    return std::unexpected(fmt::format("header: requestApiKey is {}, and {} has {}", api_key->dump(),
                                       message.info.name, message.info.api_key));
  if (api_version != header.end() && *api_version != version)
    return std::unexpected(fmt::format("header: requestApiVersion is {}, and the body has version {}",
                                       api_version->dump(), version));
  return {};
}

}  // namespace

bool is_request(const Message& message) {
  return message.info.api_key >= 0 && message.info.name.ends_with("Request");
}

bool is_response(const Message& message) {
  return message.info.api_key >= 0 && message.info.name.ends_with("Response");
}

std::expected<DecodedFrame, std::string> decode_request(const MessageTable& table, ByteView frame,
                                                        const DecodeOptions& options) {
  if (frame.size() < 4)
    return std::unexpected(
        fmt::format("header: ends too early at byte {}, field requestApiKey", frame.size()));
  const auto api_key = load_be<std::int16_t>(frame.data());
  const auto version = load_be<std::int16_t>(frame.data() + 2);
  const auto* message = table.find_key(api_key, Direction::kRequest);
  if (!message)
    return std::unexpected(fmt::format("header: there is no API key {}; keys are 0 to 94", api_key));
  return decode_parts(*message, version, frame, options);
}

std::expected<DecodedFrame, std::string> decode_response(const Message& message, std::int16_t version,
                                                         ByteView frame, const DecodeOptions& options) {
  return decode_parts(message, version, frame, options);
}

std::expected<Bytes, std::string> encode_frame(const Message& message, std::int16_t version,
                                               const Json& header, const Json& json) {
  if (!is_request(message) && !is_response(message))
    return std::unexpected(
        fmt::format("{} is neither request nor response, so it has no header", message.info.name));
  if (auto wrong = version_error(message, version)) return std::unexpected(std::move(*wrong));
  if (auto fits = check_header(message, version, header); !fits) return std::unexpected(fits.error());
  auto frame = encode(header_of(message), header_version(message, version), header);
  if (!frame) return std::unexpected("header: " + frame.error());
  const auto body = encode(message, version, json);
  if (!body) return std::unexpected(body.error());
  frame->insert(frame->end(), body->begin(), body->end());
  return frame;
}

}  // namespace moldau::inspect
