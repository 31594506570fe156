#include "protocol/wire/header.h"

namespace moldau::protocol {
namespace {

/// A struct of which only the tagged section is on the wire.
struct NoFields {
  template <class Visitor, class Message>
  static void fields(Visitor&, Message&) {}
};

}  // namespace

std::expected<RequestFrame, DecodeError> decode_request_header(
    ByteView frame, std::int16_t (*first_flexible)(std::int16_t api_key)) {
  Reader reader(frame);
  RequestHeader header;
  reader.enter("request header");
  header.api_key = reader.integer<std::int16_t>();
  header.api_version = reader.integer<std::int16_t>();
  header.correlation_id = reader.integer<std::int32_t>();
  if (const auto size = reader.length(false, false)) header.client_id = reader.string(*size);
  if (reader.ok() && header.api_version >= first_flexible(header.api_key)) {
    NoFields tagged_fields_only;
    DecodeVisitor(reader, header.api_version, true).message(tagged_fields_only);
  }
  if (!reader.ok()) return std::unexpected(reader.error());
  return RequestFrame{std::move(header), frame.subspan(reader.position())};
}

void write_response_header(std::int32_t correlation_id, bool tagged, Writer& writer) {
  writer.integer(correlation_id);
  if (tagged) writer.unsigned_varint(0);
}

}  // namespace moldau::protocol
