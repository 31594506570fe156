#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "client/connection.h"

namespace moldau::tool {

struct HttpAnswer {
  unsigned status = 0;
  std::string body;
};

/// Asks for a path, as it stands in a request: see escaped(). The error says what is wrong with the server.
client::Result<HttpAnswer> http_get(const client::Address& server, std::string_view path,
                                    std::int32_t timeout_ms);
/// A part of a path, with escapes where it has other letters than names of topics.
std::string escaped(std::string_view part);
/// What came of such a request: all that the server sent until it closed. The error says what is wrong.
client::Result<HttpAnswer> parse_http_answer(std::string_view text);

}  // namespace moldau::tool
