#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"

namespace moldau::broker {

/// What somebody speaks who does not speak Kafka's protocol.
enum class Stranger { kNone, kTls, kHttp };

/// By the first four bytes of a connection; no frame of Kafka's begins so that a broker would take it by
/// default.
Stranger stranger_of(ByteView first_bytes);
/// What came, and what to change, for the log. `listener` and `port` are those that it came to.
std::string describe_stranger(Stranger stranger, std::string_view listener, std::uint16_t port);
/// What the stranger itself understands: a fatal alert of TLS, or a refusal of HTTP that says the same as the
/// log. Empty for others.
Bytes answer_to_stranger(Stranger stranger, std::string_view listener, std::uint16_t port);

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
