#include "log/leader_epoch_cache.h"

#include <algorithm>
#include <fmt/core.h>

#include "log/checkpoint_text.h"

namespace moldau::log {

bool LeaderEpochCache::assign(std::int32_t epoch, std::int64_t start_offset) {
  if (!entries_.empty() && entries_.back().epoch == epoch && start_offset >= entries_.back().start_offset)
    return false;
  while (!entries_.empty() &&
         (entries_.back().epoch >= epoch || entries_.back().start_offset >= start_offset))
    entries_.pop_back();
  entries_.push_back({epoch, start_offset});
  return true;
}

std::int32_t LeaderEpochCache::epoch_at(std::int64_t offset) const {
  const auto after = std::ranges::upper_bound(entries_, offset, {}, &EpochEntry::start_offset);
  return after == entries_.begin() ? -1 : std::prev(after)->epoch;
}

EpochEndOffset LeaderEpochCache::end_offset(std::int32_t epoch, std::int64_t log_end_offset) const {
  if (epoch == -1 || epoch > latest_epoch()) return {};
  if (epoch == latest_epoch()) return {epoch, log_end_offset};
  const auto higher = std::ranges::upper_bound(entries_, epoch, {}, &EpochEntry::epoch);
  if (higher == entries_.begin()) return {epoch, higher->start_offset};
  return {std::prev(higher)->epoch, higher->start_offset};
}

bool LeaderEpochCache::truncate_from_end(std::int64_t offset) {
  const auto before = entries_.size();
  while (!entries_.empty() && entries_.back().start_offset >= offset) entries_.pop_back();
  return entries_.size() != before;
}

bool LeaderEpochCache::truncate_from_start(std::int64_t offset) {
  auto after = std::ranges::upper_bound(entries_, offset, {}, &EpochEntry::start_offset);
  if (after == entries_.begin()) return false;
  const auto holder = std::prev(after);
  const bool changed = holder != entries_.begin() || holder->start_offset != offset;
  holder->start_offset = offset;
  entries_.erase(entries_.begin(), holder);
  return changed;
}

std::string LeaderEpochCache::to_checkpoint() const {
  std::vector<std::string> lines;
  for (const auto& entry : entries_) lines.push_back(fmt::format("{} {}", entry.epoch, entry.start_offset));
  return to_checkpoint_text(lines);
}

std::optional<LeaderEpochCache> LeaderEpochCache::parse(std::string_view checkpoint) {
  const auto lines = parse_checkpoint_text(checkpoint);
  if (!lines) return std::nullopt;
  LeaderEpochCache cache;
  for (auto line : *lines) {
    const auto epoch = parse_number<std::int32_t>(take_word(line));
    const auto start_offset = parse_number<std::int64_t>(line);
    if (!epoch || !start_offset || *epoch < 0 || *start_offset < 0) return std::nullopt;
    cache.assign(*epoch, *start_offset);
  }
  return cache;
}

}  // namespace moldau::log
