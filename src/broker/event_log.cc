#include "broker/event_log.h"

#include <iterator>

#include "protocol/wire/reader.h"

namespace moldau::broker {
namespace {

constexpr std::size_t kMostCauseBytes = 1024;
/// What lists and maps take beside the texts, about.
constexpr std::size_t kBytesOfSubject = 128, kBytesOfEvent = 128;

std::size_t bytes_of(const EventLog::Event& event) {
  return kBytesOfEvent + event.cause.size();
}

}  // namespace

void EventLog::note(Subject subject, std::string_view name, std::string_view what, std::string cause) {
  if (const auto start = protocol::utf8_start(cause, kMostCauseBytes); start.size() < cause.size())
    cause = std::string(start) + "...";
  const auto now_ms = clock_.wall_ms();
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = subjects_.try_emplace(Name(subject, name));
  if (is_new) used_bytes_ += kBytesOfSubject + name.size();
  auto& events = known->second.events;
  if (!events.empty()) {
    auto& last = events.back()->event;
    if (last.what == what && last.cause == cause) {
      last.last_ms = now_ms;
      ++last.count;
      return order_.splice(order_.end(), order_, events.back());
    }
  }
  order_.push_back({known, {now_ms, now_ms, 1, what, std::move(cause)}});
  events.push_back(std::prev(order_.end()));
  used_bytes_ += bytes_of(order_.back().event);
  if (events.size() > limits_.most_each) forget_oldest(known);
  while (used_bytes_ > limits_.memory_bytes) forget_oldest(order_.front().subject);
}

void EventLog::forget_oldest(Subjects::iterator subject) {
  auto& events = subject->second.events;
  used_bytes_ -= bytes_of(events.front()->event);
  order_.erase(events.front());
  events.pop_front();
  ++subject->second.forgotten;
  if (!events.empty()) return;
  used_bytes_ -= kBytesOfSubject + subject->first.second.size();
  subjects_.erase(subject);
}

std::optional<EventLog::Events> EventLog::find(Subject subject, std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto known = subjects_.find(Name(subject, name));
  if (known == subjects_.end()) return std::nullopt;
  Events found{.events = {}, .forgotten = known->second.forgotten};
  for (const auto& each : known->second.events) found.events.push_back(each->event);
  return found;
}

std::size_t EventLog::used_bytes() const {
  const std::lock_guard lock(mutex_);
  return used_bytes_;
}

}  // namespace moldau::broker
