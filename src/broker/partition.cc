#include "broker/partition.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "broker/event_log.h"
#include "broker/partition_wakeups.h"
#include "protocol/records/acceptance.h"

namespace moldau::broker {

using protocol::ErrorCode;

namespace {

/// So that a producer that tries again and again does not push out what else happened.
constexpr std::int64_t kRefusalNotedEveryMs = 10'000;

}  // namespace

std::string Partition::Identity::to_string() const {
  return fmt::format("{}-{}", topic, index);
}

Partition::Partition(Identity identity, std::unique_ptr<log::Log> log, std::int32_t leader_epoch,
                     PartitionConfig config, const Surroundings& around)
    : identity_(std::move(identity)),
      leader_epoch_(leader_epoch),
      around_(around),
      log_(std::move(log)),
      config_(config),
      high_watermark_(log_->log_end_offset()),
      unsynced_from_(high_watermark_) {
  follow_config();
}

Partition::Partition(Identity identity, std::string offline_reason, std::int32_t leader_epoch,
                     const Surroundings& around)
    : identity_(std::move(identity)),
      leader_epoch_(leader_epoch),
      around_(around),
      gone_(ErrorCode::kKafkaStorageError),
      gone_reason_(std::move(offline_reason)) {}

Partition::~Partition() {
  set_timed_flush(false);
}

void Partition::note(std::string_view what, std::string cause) const {
  if (around_.events)
    around_.events->note(Subject::kPartition, identity_.to_string(), what, std::move(cause));
}

std::expected<Partition::Appended, Refusal> Partition::append(MutableByteView records,
                                                              std::int16_t produce_version,
                                                              log::VerificationGuard guard, bool gather) {
  protocol::ValidationOptions options;
  {
    const std::lock_guard lock(mutex_);
    if (!log_) return std::unexpected(gone());
    options = config_.validation;
  }
  options.now_ms = around_.clock.wall_ms();
  options.produce_version = produce_version;
  options.topic = identity_.topic;
  options.partition = identity_.index;
  Bytes rewritten;
  auto accepted = protocol::accept_produced(records, options, rewritten);
  if (!accepted) {
    auto& error = accepted.error();
    return std::unexpected(Refusal{error.code, std::move(error.message), std::move(error.record_errors)});
  }
  if (!*accepted) return Appended{.log_start_offset = log_start_offset(), .committed = true};
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  gather = gather && !sync_before_commit();
  return append_valid(
      (*accepted)->batch,
      {leader_epoch_, options.now_ms, log::AppendOrigin::kClient, config_.verify_transactions, guard, gather},
      wakeups);
}

bool Partition::settle() {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_) return gone_ != ErrorCode::kKafkaStorageError;
  return settle(wakeups);
}

bool Partition::settle(Wakeups& wakeups) {
  const auto done = log_->settle();
  if (!done)
    refused(done.error(), wakeups);
  else if (!sync_before_commit())
    advance_high_watermark(log_->log_end_offset(), wakeups);
  return done.has_value();
}

protocol::ValidationOptions Partition::validation() const {
  const std::lock_guard lock(mutex_);
  return config_.validation;
}

std::expected<Partition::Appended, Refusal> Partition::append_valid(MutableByteView batches,
                                                                    const log::AppendOptions& options,
                                                                    Wakeups& wakeups) {
  if (!log_) return std::unexpected(gone());
  const auto segments = log_->segment_count();
  const auto appended = log_->append(batches, options);
  if (!appended) return std::unexpected(refused(appended.error(), wakeups));
  const bool gathered = options.gather && !appended->duplicate;
  if (!sync_before_commit() && !gathered) advance_high_watermark(log_->log_end_offset(), wakeups);
  if (!appended->duplicate) {
    if (unsynced_since_ms_ < 0) unsynced_since_ms_ = around_.clock.steady_ms();
    const bool closed_one = config_.log.cleanup_compact && log_->segment_count() != segments;
    if (closed_one || log_->log_end_offset() - unsynced_from_ >= config_.log.flush_messages) sync_soon();
  }
  return Appended{appended->first_offset,
                  appended->last_offset,
                  appended->log_append_time_ms,
                  appended->log_start_offset,
                  gathered || appended->last_offset < high_watermark_,
                  gathered};
}

void Partition::when_committed(std::int64_t offset, Committed callback) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_) {
    wakeups.commits.emplace_back(std::move(callback), gone_);
  } else if (offset < high_watermark_) {
    wakeups.commits.emplace_back(std::move(callback), ErrorCode::kNone);
  } else {
    // By offset: threads that append one after the other may come here the other way around.
    auto at = pending_.end();
    while (at != pending_.begin() && std::prev(at)->offset > offset) --at;
    pending_.insert(at, {offset, std::move(callback)});
  }
}

std::vector<std::shared_ptr<File>> Partition::indexes_for(std::int64_t offset) {
  const std::lock_guard lock(mutex_);
  return log_ ? log_->indexes_for(offset) : std::vector<std::shared_ptr<File>>();
}

Partition::Fetched Partition::fetch(std::int64_t offset, const FetchBounds& bounds) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  Fetched fetched;
  if (!log_) {
    fetched.error = gone_;
    return fetched;
  }
  fetched.high_watermark = high_watermark_;
  fetched.last_stable_offset = log_->last_stable_offset(high_watermark_);
  fetched.log_start_offset = log_->log_start_offset();
  if (bounds.last_fetched_epoch >= 0) {
    if (!settle(wakeups)) {
      fetched.error = gone_;
      return fetched;
    }
    const auto end = log_->epoch_end_offset(bounds.last_fetched_epoch, leader_epoch_);
    if (end.end_offset < 0) {
      fetched.error = ErrorCode::kOffsetOutOfRange;
      return fetched;
    }
    if (end.epoch < bounds.last_fetched_epoch || end.end_offset < offset) {
      fetched.diverging_epoch = end.epoch;
      fetched.diverging_end_offset = end.end_offset;
      return fetched;
    }
  }
  const auto end = bounds.committed_only ? fetched.last_stable_offset : fetched.high_watermark;
  auto slice = log_->read(offset, {bounds.max_bytes, end, bounds.at_least_one_batch});
  if (!slice) {
    fetched.error = refused(slice.error(), wakeups).code;
    return fetched;
  }
  if (bounds.committed_only && !slice->empty()) {
    auto aborted = log_->aborted_transactions(offset, slice->upper_bound_offset);
    if (!aborted) {
      fetched.error = refused(aborted.error(), wakeups).code;
      return fetched;
    }
    fetched.aborted = std::move(*aborted);
  }
  fetched.slice = std::move(*slice);
  return fetched;
}

std::int64_t Partition::fetchable_end(bool committed_only) {
  return committed_only ? log_->last_stable_offset(high_watermark_) : high_watermark_;
}

void Partition::add_waiter(const std::shared_ptr<Waiter>& waiter, std::int64_t seen_end,
                           bool committed_only) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_ || fetchable_end(committed_only) > seen_end) {
    wakeups.waiters.push_back(waiter);
  } else {
    waiters_.push_back(waiter);
  }
}

void Partition::remove_waiter(const std::shared_ptr<Waiter>& waiter) {
  const std::lock_guard lock(mutex_);
  std::erase(waiters_, waiter);
}

ErrorCode Partition::check_leader_epoch(std::int32_t current_leader_epoch) const {
  if (current_leader_epoch == kNoEpoch || current_leader_epoch == leader_epoch_) return ErrorCode::kNone;
  return current_leader_epoch < leader_epoch_ ? ErrorCode::kFencedLeaderEpoch
                                              : ErrorCode::kUnknownLeaderEpoch;
}

void Partition::when_all_committed(Committed callback) {
  std::int64_t end;
  {
    const std::lock_guard lock(mutex_);
    end = log_ ? log_->log_end_offset() : 0;
  }
  when_committed(end - 1, std::move(callback));
}

std::int64_t Partition::high_watermark() const {
  const std::lock_guard lock(mutex_);
  return high_watermark_;
}

std::int64_t Partition::log_end_offset() const {
  const std::lock_guard lock(mutex_);
  return log_ ? log_->log_end_offset() : -1;
}

std::int64_t Partition::log_start_offset() const {
  const std::lock_guard lock(mutex_);
  return log_ ? log_->log_start_offset() : -1;
}

bool Partition::offline() const {
  const std::lock_guard lock(mutex_);
  return !log_;
}

void Partition::advance_high_watermark(std::int64_t to, Wakeups& wakeups) {
  if (to <= high_watermark_) return;
  high_watermark_ = to;
  while (!pending_.empty() && pending_.front().offset < to) {
    wakeups.commits.emplace_back(std::move(pending_.front().callback), ErrorCode::kNone);
    pending_.pop_front();
  }
  wakeups.waiters.insert(wakeups.waiters.end(), std::make_move_iterator(waiters_.begin()),
                         std::make_move_iterator(waiters_.end()));
  waiters_.clear();
}

/// A failure of storage is the last thing that this partition's log did; the directory's it is where the disk
/// failed, and not what is on it.
Refusal Partition::refused(const log::LogError& error, Wakeups& wakeups) {
  note_refused_producer(error);
  if (error.kind == log::LogErrorKind::kDamage && error.code != ErrorCode::kKafkaStorageError)
    note("damaged", error.message);
  if (error.code == ErrorCode::kKafkaStorageError) {
    stop_serving(error.code, error.message, wakeups);
    if (error.kind == log::LogErrorKind::kDamage) wakeups.on_failure = nullptr;
  }
  return {error.code, error.message, {}};
}

void Partition::note_refused_producer(const log::LogError& error) {
  const bool is_fenced = error.code == ErrorCode::kInvalidProducerEpoch ||
                         error.code == ErrorCode::kProducerFenced ||
                         error.code == ErrorCode::kTransactionCoordinatorFenced;
  const bool is_lost =
      error.code == ErrorCode::kOutOfOrderSequenceNumber || error.code == ErrorCode::kUnknownProducerId;
  if (!is_fenced && !is_lost) return;
  const auto now_ms = around_.clock.steady_ms();
  if (now_ms < next_refusal_noted_ms_) return void(++refusals_not_noted_);
  next_refusal_noted_ms_ = now_ms + kRefusalNotedEveryMs;
  const auto others = std::exchange(refusals_not_noted_, 0);
  note(is_fenced ? "producer-fenced" : "sequence-refused",
       error.message + (others > 0 ? fmt::format(", and {} others before that", others) : ""));
}

void Partition::stop_serving(ErrorCode code, std::string why, Wakeups& wakeups) {
  if (!log_) return;
  if (code == ErrorCode::kKafkaStorageError) {
    note("offline", why);
    wakeups.failure = why;
    wakeups.on_failure = &around_.on_failure;
  }
  gone_ = code;
  gone_reason_ = std::move(why);
  log_.reset();
  compacts_ = false;
  set_timed_flush(false);
  for (auto& pending : pending_) wakeups.commits.emplace_back(std::move(pending.callback), code);
  pending_.clear();
  for (auto& waiter : waiters_) wakeups.waiters.push_back(std::move(waiter));
  waiters_.clear();
}

void Partition::retire(const std::string& asker) {
  {
    Wakeups wakeups;
    const std::lock_guard lock(mutex_);
    if (log_) note("deleted", "by " + asker);
    stop_serving(ErrorCode::kUnknownTopicOrPartition, "the topic is deleted", wakeups);
  }
  std::unique_lock lock(mutex_);
  end_cleaning(lock);
}

void Partition::take_offline(const std::string& why) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  stop_serving(ErrorCode::kKafkaStorageError, why, wakeups);
  wakeups.on_failure = nullptr;  // whoever calls this knows
}

}  // namespace moldau::broker
