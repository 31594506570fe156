#include <fmt/format.h>
#include <utility>

#include "broker/broker.h"
#include "broker/session.h"
#include "coord/event.h"

/// Why connections end that could go on.
namespace moldau::broker {

void Session::refuse(std::string_view reason) {
  metrics_.refused.add(1);
  broker_.strangers().note(client_.host, reason, broker_.clock().steady_ms());
  tell_end("connection-refused", std::string(reason));
}

void Session::tell_end(std::string_view what, const std::string& why) {
  if (std::exchange(end_told_, true)) return;
  const auto software = client_.software_name.empty()
                            ? std::string()
                            : fmt::format(" of {} {}", coord::shown(client_.software_name),
                                          coord::shown(client_.software_version));
  broker_.client_events().note(
      Subject::kClient, client_.host, what,
      fmt::format("a connection{} at listener {}: {}", software, client_.listener_name, why));
}

bool Session::refused_as_slow(std::int64_t now_ms) {
  const auto& limits = broker_.config().network;
  const auto timeout_ms = limits.first_frame_timeout_ms;
  if (!spoken_ && now_ms - connected_ms_ > timeout_ms) {
    refuse(fmt::format("no request came within moldau.first.frame.timeout.ms={}", timeout_ms));
    return true;
  }
  if (!spoken_ || !pace_.is_too_slow(now_ms, timeout_ms, limits.request_min_bytes_per_second)) return false;
  refuse(fmt::format("a request comes more slowly than moldau.request.min.bytes.per.second={}",
                     limits.request_min_bytes_per_second));
  return true;
}

/// A large request has to be here, and a large answer on its way, within moldau.first.frame.timeout.ms.
bool Session::hoards_memory(std::int64_t now_ms) {
  if (!broker_.request_memory().is_contended() || parked_) return false;
  const std::int64_t timeout_ms = broker_.config().network.first_frame_timeout_ms;
  const auto held = buffer_.held();
  const std::int64_t announced = held.size() < kSizePrefix ? 0 : load_be<std::int32_t>(held.data());
  // Early enough for those who wait, and late enough for a long way that has just begun to carry much.
  const bool sends_slowly =
      holds_request_memory() && pace_.is_slower_than(announced * 1000 / timeout_ms, now_ms, timeout_ms / 2);
  const bool reads_slowly = sends_large_ && now_ms - last_active_ms_ > timeout_ms;
  if (!sends_slowly && !reads_slowly) return false;
  tell_end(
      "connection-stalled",
      fmt::format("others wait for moldau.request.memory.bytes, and this client {} so slowly that it would "
                  "hold them for longer than moldau.first.frame.timeout.ms={}",
                  sends_slowly ? "sends" : "reads", timeout_ms));
  return true;
}

bool Session::is_overdue(std::int64_t now_ms) {
  const auto& limits = broker_.config().network;
  const auto idle_ms = now_ms - last_active_ms_;
  const auto most_ms = limits.connections_max_idle_ms;
  if (most_ms >= 0 && idle_ms > most_ms) {
    tell_end("connection-idle", fmt::format("nothing came or went for connections.max.idle.ms={}", most_ms));
    return true;
  }
  if (holds_request_memory() && idle_ms > limits.first_frame_timeout_ms) {
    tell_end("connection-stalled", fmt::format("the rest of a large request did not come within "
                                               "moldau.first.frame.timeout.ms={}",
                                               limits.first_frame_timeout_ms));
    return true;
  }
  return hoards_memory(now_ms) || refused_as_slow(now_ms);
}

}  // namespace moldau::broker
