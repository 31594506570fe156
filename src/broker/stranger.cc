#include "broker/stranger.h"

#include <algorithm>
#include <array>

#include "base/diag.h"

namespace moldau::broker {
namespace {

bool looks_like_tls(ByteView bytes) {
  return bytes.size() >= 3 && bytes[0] == 0x16 && bytes[1] == 0x03;
}

bool looks_like_http(ByteView bytes) {
  constexpr std::array<std::string_view, 7> kMethods = {"GET ", "POST", "PUT ", "HEAD",
                                                        "DELE", "OPTI", "PRI "};
  return bytes.size() >= 4 && std::ranges::find(kMethods, as_text(bytes.first(4))) != kMethods.end();
}

}  // namespace

Stranger stranger_of(ByteView first_bytes) {
  if (looks_like_tls(first_bytes)) return Stranger::kTls;
  return looks_like_http(first_bytes) ? Stranger::kHttp : Stranger::kNone;
}

std::string describe_stranger(Stranger stranger, std::string_view listener, std::uint16_t port) {
  switch (stranger) {
    case Stranger::kTls:
      return fmt::format(
          "a TLS handshake came to listener {} on port {}, which speaks PLAINTEXT: set the client's "
          "security.protocol to PLAINTEXT, or its port to a listener with TLS",
          listener, port);
    case Stranger::kHttp:
      return fmt::format(
          "an HTTP request came to listener {} on port {}, which speaks the Kafka protocol: point it at "
          "moldau.http.listeners, or use a Kafka client",
          listener, port);
    case Stranger::kNone: break;
  }
  return {};
}

Bytes answer_to_stranger(Stranger stranger, std::string_view listener, std::uint16_t port) {
  if (stranger == Stranger::kTls) {
    // RFC 8446, 6: record (alert, of TLS 1.2, two bytes), fatal, handshake_failure.
    return {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28};
  }
  if (stranger != Stranger::kHttp) return {};
  const auto body = describe_stranger(stranger, listener, port) + "\n";
  const auto text = fmt::format(
      "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: "
      "close\r\n\r\n{}",
      body.size(), body);
  const auto bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

void StrangerLog::note(std::string_view peer, std::string_view reason, std::int64_t now_ms) {
  std::uint64_t unlogged = 0;
  {
    const std::lock_guard lock(mutex_);
    if (peers_.size() >= kMaxPeers)
      std::erase_if(peers_, [&](const auto& p) { return now_ms - p.second.logged_ms >= kIntervalMs; });
    if (peers_.size() >= kMaxPeers) return;
    auto [entry, is_new] = peers_.try_emplace(std::string(peer), Peer{now_ms, 0});
    if (!is_new && now_ms - entry->second.logged_ms < kIntervalMs) {
      ++entry->second.unlogged;
      return;
    }
    unlogged = entry->second.unlogged;
    entry->second = {now_ms, 0};
  }
  diag::warn("closed a connection peer={} reason=\"{}\" unlogged_since={}", peer, reason, unlogged);
}

}  // namespace moldau::broker
