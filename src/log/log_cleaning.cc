#include <algorithm>
#include <fmt/core.h>

#include "base/check.h"
#include "base/mutation.h"
#include "log/elapsed.h"
#include "log/log.h"

/// What of the log may be cleaned, and how cleaned segments take the place of others (Kafka:
/// LogCleanerManager, LocalLog.replaceSegments).
namespace moldau::log {

/// The base offset of the segment that holds it, as segments are cleaned whole.
std::int64_t Log::first_uncleanable(std::int64_t at_most) const {
  const auto after = segments_.upper_bound(at_most);
  return after == segments_.begin() ? after->first : std::prev(after)->first;
}

/// min.compaction.lag.ms: the first dirty segment with something younger stays, and all behind it.
LogResult<std::int64_t> Log::end_of_lag(std::int64_t first_dirty, std::int64_t at_most, std::int64_t now_ms) {
  if (config_.min_compaction_lag_ms <= 0) return at_most;
  for (auto at = segment_of(first_dirty); at != segments_.end() && at->first < at_most; ++at) {
    const auto newest = at->second->max_timestamp();
    if (!newest) return std::unexpected(newest.error());
    if (elapsed_ms(newest->timestamp_ms, now_ms) < config_.min_compaction_lag_ms) return at->first;
  }
  return at_most;
}

LogResult<bool> Log::overdue(std::int64_t first_dirty, std::int64_t now_ms) {
  if (config_.max_compaction_lag_ms == LogConfig::kNever) return false;
  for (auto at = segment_of(first_dirty); at != segments_.end() && std::next(at) != segments_.end(); ++at) {
    const auto first = at->second->first_timestamp();
    if (!first) return std::unexpected(first.error());
    if (*first > 0 && elapsed_ms(*first, now_ms) > config_.max_compaction_lag_ms) return true;
  }
  return false;
}

LogResult<Cleanable> Log::cleanable(std::optional<std::int64_t> checkpoint, std::int64_t high_watermark,
                                    std::int64_t now_ms) {
  if (failure_) return refused();
  Cleanable what{.min_ratio = config_.min_cleanable_dirty_ratio};
  what.first_dirty_offset = checkpoint.value_or(log_start_offset_);
  // A checkpoint of another time: cleaning what is clean does no harm.
  if (what.first_dirty_offset < log_start_offset_ || what.first_dirty_offset > log_end_offset_)
    what.first_dirty_offset = log_start_offset_;
  // A marker that a power cut may take back decides nothing.
  const auto durable = std::min(high_watermark, recovery_point_);
  const auto stable = MOLDAU_MUTATION("open-transaction-cleaned") ? durable : last_stable_offset(durable);
  const auto settled = std::min(stable, active().base_offset());
  const auto end = end_of_lag(what.first_dirty_offset, settled, now_ms);
  if (!end) return failed(end.error());
  what.first_uncleanable_offset = first_uncleanable(std::max(what.first_dirty_offset, *end));
  for (const auto& [base_offset, segment] : segments_) {
    if (base_offset < what.first_dirty_offset) what.clean_bytes += segment->size();
    if (base_offset < what.first_uncleanable_offset &&
        end_of(segments_.find(base_offset)) > what.first_dirty_offset)
      what.dirty_bytes += segment->size();
  }
  const auto late = overdue(what.first_dirty_offset, now_ms);
  if (!late) return failed(late.error());
  what.overdue = *late;
  return what;
}

LogResult<std::unique_ptr<CleaningPlan>> Log::plan_cleaning(const Cleanable& what, std::int64_t now_ms) {
  if (failure_) return refused();
  // Of another copy of the log, or before it was truncated.
  if (what.first_uncleanable_offset > active().base_offset() ||
      !segments_.contains(what.first_uncleanable_offset))
    return refuse(protocol::ErrorCode::kUnknownServerError,
                  "its segments are not what they were when it was looked at");
  auto config = config_;
  config.preallocate = false;
  auto plan = std::make_unique<CleaningPlan>(files_, config);
  plan->name = fmt::format("{}-{}", topic_, partition_);
  plan->now_ms = now_ms;
  plan->first_dirty_offset = what.first_dirty_offset;
  plan->first_uncleanable_offset = what.first_uncleanable_offset;
  plan->transactional = transactional_;
  plan->truncations = truncations_;
  plan->generation = ++generations_;
  for (auto at = segments_.begin(); at != segments_.end(); ++at) {
    auto& segment = *at->second;
    // Of later ones, too: a transaction may end behind what is cleaned.
    const auto aborted = segment.transaction_index().entries();
    if (!aborted) return failed(aborted.error());
    plan->aborted.insert(plan->aborted.end(), aborted->begin(), aborted->end());
    if (at->first >= what.first_uncleanable_offset) continue;
    const auto indexes = segment.index_sizes();
    if (!indexes) return failed(indexes.error());
    plan->sources.push_back({.base_offset = at->first,
                             .end_offset = end_of(at),
                             .size = segment.size(),
                             .generation = segment.generation(),
                             .offset_index_size = indexes->offsets,
                             .time_index_size = indexes->times,
                             .created_ms = segment.created_ms()});
  }
  for (const auto& [id, entry] : producers_.entries())
    plan->producers.emplace(id, CleaningPlan::Producer{entry.last_offset(), entry.epoch});
  return plan;
}

bool Log::begin_swap(const CleaningPlan& plan, std::span<const CleaningPlan::Source> group) {
  if (failure_ || plan.truncations != truncations_) return false;
  for (const auto& source : group) {
    const auto at = segments_.find(source.base_offset);
    if (at == segments_.end() || at->second->generation() != source.generation) return false;
  }
  swapping_ = true;
  return true;
}

LogResult<void> Log::swap_in(const CleaningPlan& plan, const CleanedSegment& cleaned, std::int64_t now_ms) {
  if (failure_) return refused();
  MOLDAU_CHECK(swapping_);
  const auto base_offset = cleaned.segment->base_offset();
  for (const auto& source : cleaned.sources) {
    const auto at = segments_.find(source.base_offset);
    MOLDAU_CHECK(at != segments_.end());
    for (const auto& file : at->second->files())
      if (auto done = retire(file, now_ms); !done) return failed_midway(done.error());
    if (source.base_offset != base_offset)
      if (auto done = retire(snapshot_at(source.base_offset), now_ms); !done)
        return failed_midway(done.error());
    segments_.erase(at);
  }
  segments_.emplace(
      base_offset,
      std::make_unique<Segment>(files_, config_, base_offset, cleaned.segment->size(),
                                cleaned.segment->created_ms(), SegmentVersion{plan.generation, kSwapSuffix}));
  return {};
}

LogResult<void> Log::finish_swap(std::int64_t base_offset) {
  if (failure_) return refused();
  const auto at = segments_.find(base_offset);
  MOLDAU_CHECK(swapping_ && at != segments_.end());
  if (auto done = at->second->rename_to({}); !done) return failed_midway(done.error());
  swapping_ = false;
  return {};
}

}  // namespace moldau::log
