#include "coord/timers.h"

namespace moldau::coord {

void Timers::schedule(const TimerKey& key, std::int64_t deadline_ms) {
  cancel(key);
  const Place place{deadline_ms, scheduled_++};
  places_.emplace(key, place);
  order_.emplace(place, key);
}

void Timers::cancel(const TimerKey& key) {
  const auto found = places_.find(key);
  if (found == places_.end()) return;
  order_.erase(found->second);
  places_.erase(found);
}

void Timers::cancel_group(const std::string& group_id) {
  auto entry = places_.lower_bound({group_id, TimerKind::kSession, ""});
  while (entry != places_.end() && entry->first.group_id == group_id) {
    order_.erase(entry->second);
    entry = places_.erase(entry);
  }
}

std::optional<std::int64_t> Timers::next_deadline_ms() const {
  return order_.empty() ? std::nullopt : std::optional(order_.begin()->first.first);
}

std::optional<DueTimer> Timers::pop_due(std::int64_t now_ms) {
  if (order_.empty() || order_.begin()->first.first > now_ms) return std::nullopt;
  DueTimer due{std::move(order_.begin()->second), order_.begin()->first.first};
  order_.erase(order_.begin());
  places_.erase(due.key);
  return due;
}

}  // namespace moldau::coord
