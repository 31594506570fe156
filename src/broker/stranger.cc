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

std::string describe_stranger(ByteView first_bytes, std::int64_t size, std::int64_t limit) {
  if (looks_like_tls(first_bytes))
    return "these bytes start a TLS handshake, but this listener speaks PLAINTEXT: set the client's "
           "security.protocol to PLAINTEXT";
  if (looks_like_http(first_bytes))
    return "these bytes start an HTTP request, but this listener speaks the Kafka protocol";
  return fmt::format("frame size {} is outside 0 to {} (socket.request.max.bytes)", size, limit);
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
