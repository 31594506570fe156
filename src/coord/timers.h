#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace moldau::coord {

enum class TimerKind : std::uint8_t {
  kSession,  // a member's heartbeat, or a given out id's first use, is due
  kJoin,     // members had their time to join
  kSync,     // members had their time to sync
};

struct TimerKey {
  std::string group_id;
  TimerKind kind = TimerKind::kSession;
  std::string member_id;  // of a session
  friend auto operator<=>(const TimerKey&, const TimerKey&) = default;
};

struct DueTimer {
  TimerKey key;
  std::int64_t deadline_ms = 0;
};

/// Deadlines in steady time, one a key.
class Timers {
 public:
  /// Replaces the key's earlier deadline.
  void schedule(const TimerKey& key, std::int64_t deadline_ms);
  void cancel(const TimerKey& key);
  void cancel_group(const std::string& group_id);
  std::optional<std::int64_t> next_deadline_ms() const;
  /// Takes the earliest that is due.
  std::optional<DueTimer> pop_due(std::int64_t now_ms);
  std::size_t size() const { return places_.size(); }

 private:
  /// A deadline, and a number that puts those scheduled first before others of the same time.
  using Place = std::pair<std::int64_t, std::uint64_t>;
  std::map<TimerKey, Place> places_;
  std::map<Place, TimerKey> order_;
  std::uint64_t scheduled_ = 0;
};

}  // namespace moldau::coord
