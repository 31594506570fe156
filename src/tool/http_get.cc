#include "tool/http_get.h"

#include <charconv>
#include <fmt/format.h>
#include <utility>

#include "client/socket.h"

namespace moldau::tool {
namespace {

using client::Result;
constexpr std::size_t kMostBytes = 64 * 1024 * 1024, kReadBytes = 64 * 1024;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

Result<std::string> exchange(const client::Address& server, std::string_view path, std::int32_t timeout_ms) {
  const client::Socket::Milliseconds timeout(timeout_ms);
  client::Socket socket;
  // HTTP/1.0: the server closes at the end, and sends no chunks.
  const auto request = fmt::format("GET {} HTTP/1.0\r\nHost: {}\r\n\r\n", path, server.to_string());
  auto done = socket.connect(server, timeout);
  if (done) done = socket.write(ByteView(Bytes(request.begin(), request.end())), timeout);
  if (!done) return std::unexpected(done.error());
  std::string text;
  for (;;) {
    const auto part = socket.read_some(kReadBytes, timeout);
    if (!part) return std::unexpected(part.error());
    if (part->empty()) return text;
    text.append(part->begin(), part->end());
    if (text.size() > kMostBytes)
      return std::unexpected(fmt::format("the answer has more than {} bytes", kMostBytes));
  }
}

}  // namespace

std::string escaped(std::string_view part) {
  std::string text;
  for (const auto c : part)
    text += is_plain(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return text;
}

Result<HttpAnswer> parse_http_answer(std::string_view text) {
  constexpr std::string_view kVersion = "HTTP/1.", kEnd = "\r\n\r\n";
  const auto space = text.find(' ');
  const auto end = text.find(kEnd);
  if (!text.starts_with(kVersion) || end == text.npos || space > end)
    return std::unexpected("what answered does not speak HTTP");
  HttpAnswer answer;
  const auto code = text.substr(space + 1, 3);
  const auto read = std::from_chars(code.data(), code.data() + code.size(), answer.status);
  if (read.ec != std::errc() || read.ptr != code.data() + code.size())
    return std::unexpected("what answered does not speak HTTP");
  answer.body = text.substr(end + kEnd.size());
  return answer;
}

Result<HttpAnswer> http_get(const client::Address& server, std::string_view path, std::int32_t timeout_ms) {
  const auto text = exchange(server, path, timeout_ms);
  if (!text) return std::unexpected(fmt::format("{}: {}", server.to_string(), text.error()));
  auto answer = parse_http_answer(*text);
  if (!answer) return std::unexpected(fmt::format("{}: {}", server.to_string(), answer.error()));
  return answer;
}

}  // namespace moldau::tool
