#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"

namespace moldau::broker {

/// What the first bytes of a connection look like when their frame size is none of Kafka's: names TLS and
/// HTTP.
std::string describe_stranger(ByteView first_bytes, std::int64_t size, std::int64_t limit);

/// Logs what peers do wrong, a line a peer and interval at most, so that nobody fills the disk from outside.
class StrangerLog {
 public:
  static constexpr std::int64_t kIntervalMs = 10'000;
  static constexpr std::size_t kMaxPeers = 1'024;

  void note(std::string_view peer, std::string_view reason, std::int64_t now_ms);

 private:
  struct Peer {
    std::int64_t logged_ms = 0;
    std::uint64_t unlogged = 0;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Peer> peers_;
};

}  // namespace moldau::broker
