#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/uuid.h"
#include "broker/blocking_pool.h"
#include "broker/waiter.h"
#include "log/log.h"
#include "protocol/error_code.h"
#include "protocol/records/validator.h"

namespace moldau::broker {

/// An expected refusal: Kafka's code and what to tell about it.
struct Refusal {
  protocol::ErrorCode code = protocol::ErrorCode::kNone;
  std::string message;
  std::vector<protocol::RecordError> record_errors;
};

/// A replica of a partition on this broker: its log, what of it is committed, and who waits for that. The data
/// path's only lock is in here. All calls are thread-safe.
///
/// The high watermark of a partition with one replica is its log end where `flush.messages` leaves durability
/// to the operating system, and the end of what was synced where it is 1: then nobody reads a record that a
/// power cut could take back.
class Partition : public std::enable_shared_from_this<Partition> {
 public:
  struct Identity {
    std::string topic;
    Uuid topic_id;
    std::int32_t index = 0;
    bool is_internal = false;
    std::string to_string() const;
  };
  /// Told, once, that the log directory of this partition failed.
  using OnFailure = std::function<void(const std::string& why)>;
  using Committed = std::move_only_function<void(protocol::ErrorCode)>;

  struct Appended {
    std::int64_t first_offset = -1, last_offset = -1;
    std::int64_t log_append_time_ms = -1, log_start_offset = -1;
    /// Already safe, so that an acks=all producer can be answered at once.
    bool committed = false;
  };
  struct Fetched {
    protocol::ErrorCode error = protocol::ErrorCode::kNone;
    std::int64_t high_watermark = -1, last_stable_offset = -1, log_start_offset = -1;
    log::FetchSlice slice;
    std::vector<log::AbortedTransaction> aborted;
    std::int32_t diverging_epoch = -1;
    std::int64_t diverging_end_offset = -1;
  };
  struct FetchBounds {
    std::size_t max_bytes = 0;
    bool at_least_one_batch = false;
    bool committed_only = false;
  };
  struct Offset {
    std::int64_t timestamp_ms = -1, offset = -1;
    std::int32_t leader_epoch = -1;
  };

  Partition(Identity identity, std::unique_ptr<log::Log> log, std::int32_t leader_epoch, const Clock& clock,
            BlockingPool& syncs, OnFailure on_failure);
  /// A partition whose log cannot be served, for the reason given.
  Partition(Identity identity, std::string offline_reason, std::int32_t leader_epoch, const Clock& clock,
            BlockingPool& syncs);

  const Identity& identity() const { return identity_; }
  std::int32_t leader_epoch() const { return leader_epoch_; }

  /// Appends one partition's records of a Produce request; patches offsets into `batches`.
  std::expected<Appended, Refusal> append(MutableByteView batches, const protocol::ValidationOptions& options);
  /// Calls back, on any thread, once everything up to and with `offset` is committed, or with the error that
  /// prevents it.
  void when_committed(std::int64_t offset, Committed callback);

  Fetched fetch(std::int64_t offset, FetchBounds bounds, std::int32_t last_fetched_epoch = -1);
  /// Wakes `waiter` as soon as something past `offset` can be fetched, at once if that is so already.
  void add_waiter(const std::shared_ptr<Waiter>& waiter, std::int64_t offset, bool committed_only);
  void remove_waiter(const std::shared_ptr<Waiter>& waiter);

  /// FENCED_LEADER_EPOCH or UNKNOWN_LEADER_EPOCH where a client names another epoch than ours; -1 names none.
  protocol::ErrorCode check_leader_epoch(std::int32_t current_leader_epoch) const;
  /// By Kafka's ListOffsets: a time, or -1 latest, -2 earliest, -3 max timestamp, -4 earliest local.
  std::expected<Offset, Refusal> list_offset(std::int64_t timestamp, bool committed_only);
  /// The last epoch at or below `epoch` and where it ends; -1 for both where there is none.
  std::pair<std::int32_t, std::int64_t> epoch_end_offset(std::int32_t epoch);

  std::int64_t high_watermark() const;
  std::int64_t log_end_offset() const;
  std::int64_t log_start_offset() const;
  bool offline() const;

  void configure(const log::LogConfig& config);
  /// Retention and rolls by time. Returns files to remove after their delay.
  void maintain();
  /// Syncs what flush.ms or flush.messages ask for.
  void flush_if_due();
  /// Syncs everything and writes what a clean start needs. The partition serves nothing afterwards.
  std::expected<log::Checkpoint, std::string> close();
  log::Checkpoint checkpoint() const;
  /// Stops serving (the topic is deleted): waiters and pending commits get UNKNOWN_TOPIC_OR_PARTITION.
  std::unique_ptr<log::Log> retire();

 private:
  struct PendingCommit {
    std::int64_t offset;
    Committed callback;
  };
  struct Wakeups;

  bool sync_before_commit() const { return log_ && log_->config().flush_messages == 1; }
  std::int64_t bound(bool committed_only) const;
  void advance_high_watermark(std::int64_t to, Wakeups& wakeups);
  void fail(protocol::ErrorCode code, const std::string& why, Wakeups& wakeups);
  void queue_sync();
  void sync_pass();

  const Identity identity_;
  const std::int32_t leader_epoch_;
  const Clock& clock_;
  BlockingPool& syncs_;
  const OnFailure on_failure_;

  mutable std::mutex mutex_;
  std::unique_ptr<log::Log> log_;  // null once offline or retired
  protocol::ErrorCode gone_ = protocol::ErrorCode::kNone;
  std::int64_t high_watermark_ = 0;
  bool sync_queued_ = false;
  std::int64_t unsynced_since_ms_ = -1;
  std::deque<PendingCommit> pending_;
  std::vector<std::shared_ptr<Waiter>> waiters_;
};

}  // namespace moldau::broker
