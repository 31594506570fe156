#include "broker/log_move.h"

#include <algorithm>
#include <utility>

#include "broker/log_copy.h"

namespace moldau::broker {
namespace {

/// At a time, without and with the partition's lock.
constexpr std::size_t kChunkBytes = 1 << 20, kTailBytes = 128 << 10;

}  // namespace

LogMove::LogMove(log::FileCache& cache, const Clock& clock, std::shared_ptr<Partition> partition,
                 Target target)
    : cache_(cache), clock_(clock), partition_(std::move(partition)), target_(std::move(target)) {}

LogMove::~LogMove() {
  if (holds_cleaning_) partition_->release_cleaning();
}

LogMove::Progress LogMove::give_up(std::string why) {
  why_ = std::move(why);
  return Progress::kGivenUp;
}

LogMove::Progress LogMove::fail(const log::LogError& error) {
  if (error.kind == log::LogErrorKind::kResources) return Progress::kLater;
  why_ = error.message;
  return error.kind == log::LogErrorKind::kDisk ? Progress::kTargetFailed : Progress::kGivenUp;
}

LogMove::Progress LogMove::advance() {
  copied_bytes_ = 0;
  if (has_switched()) return settle();
  return log_ ? copy() : begin();
}

LogMove::Progress LogMove::begin() {
  if (!std::exchange(holds_cleaning_, true)) partition_->hold_cleaning();
  auto source = partition_->read_to_copy(partition_->log_start_offset(), 1);
  if (!source) return give_up(source.error().message);
  const auto& identity = partition_->identity();
  auto made = log::Log::open(cache_, {.directory = target_.copy_path,
                                      .topic = identity.topic,
                                      .partition = identity.index,
                                      .topic_id = identity.topic_id,
                                      .config = source->config,
                                      .checkpoint = {},
                                      .now_ms = clock_.wall_ms()});
  if (!made) return fail(made.error());
  log_ = std::move(*made);
  const auto first = first_offset(source->slice);
  if (!first) return give_up(first.error().message);
  // The first batch may lie on both sides of where the log starts, or behind it: cleaning took those before.
  const auto start = std::min(first->value_or(source->log_start_offset), source->log_start_offset);
  if (auto done = start_at(start); !done) return fail(done.error());
  return Progress::kCopied;
}

log::LogResult<void> LogMove::start_at(std::int64_t offset) {
  copied_end_ = offset;
  if (log_->log_end_offset() == offset) return {};
  return log_->truncate_fully_and_start_at(offset);
}

LogMove::Progress LogMove::copy() {
  const auto at = log_->log_end_offset();
  // The log may start inside the batch that comes next.
  auto source = partition_->read_to_copy(std::max(at, partition_->log_start_offset()), kChunkBytes);
  bool passed = !source && source.error().code == protocol::ErrorCode::kOffsetOutOfRange;
  if (source && at < source->log_start_offset) {
    const auto first = first_offset(source->slice);
    if (!first) return give_up(first.error().message);
    passed = first->value_or(source->log_start_offset) > at;
  }
  if (passed) {
    // What was to come next is deleted: from the new start on, then.
    log_.reset();
    if (auto gone = cache_.files().remove_all(target_.copy_path); !gone)
      return fail(log::storage_error(gone.error()).error());
    return Progress::kCopied;
  }
  if (!source) return give_up(source.error().message);
  if (at < source->log_end_offset) {
    if (source->slice.empty()) return give_up("there is nothing to copy where the log goes on");
    const auto before = log_->size_bytes();
    if (auto added = add_to_copy(*log_, source->slice, clock_.wall_ms()); !added) {
      const auto& error = added.error();
      return log_->failed() || error.kind == log::LogErrorKind::kResources ? fail(error)
                                                                           : give_up(error.message);
    }
    copied_size_ = log_->size_bytes();
    copied_bytes_ = copied_size_ - before;
    copied_end_ = log_->log_end_offset();
    if (source->log_end_offset > copied_end_) return Progress::kCopied;
  }
  const auto target = log_->prepare_sync();
  if (auto synced = target.sync(); !synced) {
    log_->put_back(target);
    return fail(log::storage_error(synced.error()).error());
  }
  log_->mark_synced(target);
  return Progress::kCaughtUp;
}

LogMove::Progress LogMove::switch_over(const std::function<void()>& switched_now) {
  const auto before = log_->size_bytes();
  const auto switched = partition_->switch_log(log_, {target_.path, kTailBytes, switched_now});
  if (!switched) return give_up(switched.error().message);
  if (*switched == Partition::Switched::kCopyFailed)
    return fail(log::storage_error("the copy failed as it was to take over").error());
  if (*switched == Partition::Switched::kBehind) {
    copied_bytes_ = log_->size_bytes() - before;
    return Progress::kCopied;
  }
  file_delete_delay_ms_ = log_->config().file_delete_delay_ms;
  switched_end_ = log_->log_end_offset();  // of the log that served so far
  log_.reset();
  return Progress::kSettling;
}

LogMove::Progress LogMove::settle() {
  const auto checkpoint = partition_->checkpoint();
  if (!checkpoint) return give_up("the partition went offline");
  if (checkpoint->recovery_point < switched_end_) return Progress::kSettling;
  const auto folder = target_.path.substr(0, target_.path.rfind('/'));
  if (auto done = cache_.files().sync_directory(folder); !done)
    return fail(log::storage_error(done.error()).error());
  return Progress::kSettled;
}

}  // namespace moldau::broker
