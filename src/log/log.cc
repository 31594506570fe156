#include "log/log.h"

#include <algorithm>
#include <fmt/core.h>
#include <utility>

#include "base/diag.h"
#include "base/mutation.h"

namespace moldau::log {

using protocol::ErrorCode;

Log::Log(FileCache& cache, const OpenOptions& options)
    : files_{cache, cache.next_owner(), options.directory},
      topic_(options.topic),
      partition_(options.partition),
      topic_id_(options.topic_id),
      config_(options.config) {}

Log::~Log() {
  files_.cache.drop_all_of(files_.owner);
}

std::unexpected<LogError> Log::failed(LogError error) {
  if (error.code == ErrorCode::kKafkaStorageError && !failure_ && !MOLDAU_MUTATION("failure-forgotten")) {
    failure_ = error;
    dirty_.clear();
    diag::error("log is offline until the next start topic={} partition={} reason=\"{}\"", topic_, partition_,
                error.message);
  } else if (error.kind == LogErrorKind::kDamage && !std::exchange(damage_told_, true)) {
    diag::error("log is damaged, its other records are served topic={} partition={} reason=\"{}\"", topic_,
                partition_, error.message);
  }
  return std::unexpected(std::move(error));
}

std::unexpected<LogError> Log::failed_midway(LogError error) {
  error.code = ErrorCode::kKafkaStorageError;
  if (error.kind != LogErrorKind::kDamage) error.kind = LogErrorKind::kDisk;
  return failed(std::move(error));
}

std::unexpected<LogError> Log::failed_midway(const IoError& error) {
  return failed_midway(LogError{ErrorCode::kKafkaStorageError, error.to_string(), LogErrorKind::kDisk});
}

void Log::fail(const IoError& error) {
  (void)failed_midway(error);
}

Log::Segments::iterator Log::segment_of(std::int64_t offset) {
  const auto after = segments_.upper_bound(offset);
  return after == segments_.begin() ? after : std::prev(after);
}

std::int64_t Log::end_of(Segments::const_iterator segment) const {
  const auto next = std::next(segment);
  return next == segments_.end() ? log_end_offset_ : next->first;
}

std::uint64_t Log::size_bytes() const {
  std::uint64_t size = 0;
  for (const auto& [base_offset, segment] : segments_) size += segment->size();
  return size;
}

LogResult<FetchSlice> Log::read(std::int64_t offset, const ReadOptions& options) {
  if (failure_) return refused();
  if (offset < log_start_offset_ || offset > log_end_offset_)
    return refuse(ErrorCode::kOffsetOutOfRange, fmt::format("offset {} is not between {} and {}", offset,
                                                            log_start_offset_, log_end_offset_));
  if (offset >= options.max_offset) return FetchSlice{};
  for (auto at = segment_of(offset); at != segments_.end() && at->first < options.max_offset; ++at) {
    const auto end = end_of(at);
    auto slice = at->second->read(offset, options, options.max_offset < end);
    if (!slice) return failed(slice.error());
    if (!*slice) {
      // Only compaction takes the end of a segment away. Reading goes on: the topic may have been compacted
      // once.
      if (!config_.cleanup_compact && offset < end && !std::exchange(damage_told_, true))
        diag::error(
            "log lacks records, its other ones are served topic={} partition={} file={} from={} to={}",
            topic_, partition_, at->second->path(), offset, end - 1);
      continue;
    }
    (*slice)->upper_bound_offset = std::min(options.max_offset, end);
    return std::move(**slice);
  }
  return FetchSlice{};
}

std::vector<std::shared_ptr<File>> Log::indexes_for(std::int64_t offset) {
  std::vector<std::shared_ptr<File>> indexes;
  if (failure_ || offset < log_start_offset_ || offset >= log_end_offset_) return indexes;
  for (const auto& index : segment_of(offset)->second->indexes())
    if (auto file = index.open()) indexes.push_back(std::move(*file));
  return indexes;
}

LogResult<std::vector<AbortedTransaction>> Log::aborted_transactions(std::int64_t first, std::int64_t upper) {
  if (failure_) return refused();
  std::vector<AbortedTransaction> found;
  for (auto at = segment_of(first); at != segments_.end(); ++at) {
    const auto complete = at->second->transaction_index().collect(first, upper, found);
    if (!complete) return failed(complete.error());
    if (*complete) break;
  }
  return found;
}

std::int64_t Log::last_stable_offset(std::int64_t high_watermark) {
  // A cleaner asks with what is durable.
  producers_.settle_below(config_.cleanup_compact ? std::min(high_watermark, recovery_point_)
                                                  : high_watermark);
  const auto first = producers_.first_unstable_offset(high_watermark).value_or(high_watermark);
  const auto excess = MOLDAU_MUTATION("stable-offset-is-inclusive") ? 1 : 0;
  return std::min(high_watermark, std::max(first + excess, log_start_offset_));
}

EpochEndOffset Log::epoch_end_offset(std::int32_t epoch, std::int32_t leader_epoch) const {
  if (leader_epoch <= epochs_.latest_epoch()) return epochs_.end_offset(epoch, log_end_offset_);
  auto epochs = epochs_;
  epochs.assign(leader_epoch, log_end_offset_);
  return epochs.end_offset(epoch, log_end_offset_);
}

LogResult<void> Log::begin_epoch(std::int32_t epoch) {
  if (failure_) return refused();
  if (!epochs_.assign(epoch, log_end_offset_)) return {};
  if (auto done = save_epochs(); !done) return failed_midway(done.error());
  return {};
}

}  // namespace moldau::log
