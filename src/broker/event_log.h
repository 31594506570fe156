#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace moldau::broker {

/// What events are told of.
enum class Subject : std::uint8_t {
  kGroup,
  kTransaction,
  kPartition,
  kLogDirectory,  // by its absolute path
  kClient,        // by its address: its connections
};

/// The last events of each group, transactional id, partition, log directory and client, in bounded memory:
/// for who asks why. Thread-safe, and meant for what is rare: no Produce or Fetch that goes well comes by.
class EventLog {
 public:
  struct Limits {
    std::size_t memory_bytes = 0;  // of all; the oldest make room
    std::size_t most_each = 0;     // events of one subject
  };
  struct Event {
    std::int64_t first_ms = 0, last_ms = 0;  // wall time
    /// How often the same happened in a row, from the first to the last.
    std::uint64_t count = 1;
    std::string_view what;
    std::string cause;
  };
  struct Events {
    std::vector<Event> events;  // the oldest first
    /// How many of this subject were there before, as far as that is known.
    std::uint64_t forgotten = 0;
  };

  EventLog(const Clock& clock, const Limits& limits) : clock_(clock), limits_(limits) {}

  /// Keeps what happened now. REQUIRES: `what` is a literal.
  void note(Subject subject, std::string_view name, std::string_view what, std::string cause);
  /// Nothing where no event of that name is kept.
  std::optional<Events> find(Subject subject, std::string_view name) const;
  std::size_t used_bytes() const;
  std::size_t limit_bytes() const { return limits_.memory_bytes; }

 private:
  using Name = std::pair<Subject, std::string>;
  struct Kept;
  using Order = std::list<Kept>;  // by the time of their last, the oldest first
  struct Known {
    std::deque<Order::iterator> events;
    std::uint64_t forgotten = 0;
  };
  using Subjects = std::map<Name, Known>;
  struct Kept {
    Subjects::iterator subject;
    Event event;
  };

  /// The subject's oldest; and the subject where it was the last one.
  void forget_oldest(Subjects::iterator subject);

  const Clock& clock_;
  const Limits limits_;
  mutable std::mutex mutex_;
  Subjects subjects_;
  Order order_;
  std::size_t used_bytes_ = 0;
};

}  // namespace moldau::broker
