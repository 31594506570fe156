#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/check.h"
#include "broker/api_table.h"
#include "broker/quotas/throttle.h"
#include "broker/reply.h"
#include "broker/request_context.h"
#include "protocol/error_code.h"
#include "protocol/wire/encode.h"
#include "protocol/wire/header.h"

/// What every handler does: read the request's body, write the answer's frame.
namespace moldau::broker {

template <class Request>
std::expected<Request, Malformed> read_body(const RequestContext& context, ByteView body) {
  auto request = protocol::decode<Request>(body, context.version(), context.decode_limits());
  if (!request) return std::unexpected(Malformed{request.error().to_string()});
  return std::move(*request);
}

/// Size, header and body. Holes for file ranges come back in `holes`.
template <class Response>
Bytes frame_of(const protocol::RequestHeader& header, const Response& response,
               std::vector<protocol::Hole>* holes = nullptr) {
  constexpr std::size_t kSizePrefix = 4;
  constexpr std::size_t kUsualBytes = 256;  // what most answers fit in
  Bytes bytes;
  bytes.reserve(kUsualBytes);
  protocol::Writer writer(bytes);
  writer.integer<std::int32_t>(0);
  // ApiVersions' header stays as it always was: its reader does not know yet what we speak.
  constexpr bool kTaggedHeader = Response::kInfo.api_key != 18;
  protocol::write_response_header(header.correlation_id,
                                  kTaggedHeader && Response::kInfo.flexible(header.api_version), writer);
  protocol::encode(response, header.api_version, writer);
  std::size_t size = bytes.size() - kSizePrefix;
  for (const auto& hole : writer.holes()) size += hole.size;
  if (size > std::numeric_limits<std::int32_t>::max())
    throw std::length_error("an answer has more bytes than a frame can");
  store_be<std::int32_t>(bytes.data(), static_cast<std::int32_t>(size));
  if (holes) *holes = writer.holes();
  return bytes;
}

/// Charges the client for the request, and tells it where it went beyond its quotas.
template <class Response>
Reply answer(RequestContext& context, const Response& response) {
  const auto throttle_time_ms = charge_request(context);
  if constexpr (requires { response.throttle_time_ms; }) {
    if (throttle_time_ms > 0) {
      auto telling = response;
      telling.throttle_time_ms = throttle_time_ms;
      return context.reply_of(frame_of(context.header, telling));
    }
  }
  return context.reply_of(frame_of(context.header, response));
}

}  // namespace moldau::broker
