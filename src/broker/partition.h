#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/counter.h"
#include "base/uuid.h"
#include "broker/blocking_pool.h"
#include "broker/waiter.h"
#include "log/log.h"
#include "protocol/error_code.h"
#include "protocol/records/validator.h"

namespace moldau::broker {

class EventLog;

/// An expected refusal: Kafka's code and what to tell about it.
struct Refusal {
  protocol::ErrorCode code = protocol::ErrorCode::kNone;
  std::string message;
  std::vector<protocol::RecordError> record_errors;
};

/// What of its topic's configuration a partition follows.
struct PartitionConfig {
  log::LogConfig log;
  /// `now_ms` and `produce_version` are the request's, `topic` and `partition` the partition's.
  protocol::ValidationOptions validation;
  /// transaction.partition.verification.enable: see begin_verification().
  bool verify_transactions = true;
};

/// A replica of a partition on this broker: its log, what of it is committed, and who waits for that. The
/// data path's only lock is in here. All calls are thread-safe.
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
    /// It is so once it is settled.
    bool gathered = false;
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
    std::int32_t last_fetched_epoch = -1;
  };
  struct Offset {
    std::int64_t timestamp_ms = -1, offset = -1;
    std::int32_t leader_epoch = -1;
  };

  /// What partitions share.
  struct Surroundings {
    const Clock& clock;
    BlockingPool& syncs;
    OnFailure on_failure;
    /// How many partitions have something for flush_if_due(); null where nobody counts.
    std::shared_ptr<std::atomic<std::int64_t>> timed_flushes = nullptr;
    /// Null where nobody keeps them.
    EventLog* events = nullptr;
  };

  Partition(Identity identity, std::unique_ptr<log::Log> log, std::int32_t leader_epoch,
            PartitionConfig config, const Surroundings& around);
  /// A partition whose log cannot be served, for the reason given.
  Partition(Identity identity, std::string offline_reason, std::int32_t leader_epoch,
            const Surroundings& around);
  ~Partition();

  const Identity& identity() const { return identity_; }
  std::int32_t leader_epoch() const { return leader_epoch_; }

  /// Appends one partition's records of a Produce request of this version; patches offsets into `records`.
  /// First and last offset are -1 where the request brought none and is not refused for that.
  /// A batch that begins a transaction needs the guard of its verification.
  std::expected<Appended, Refusal> append(MutableByteView records, std::int16_t produce_version,
                                          log::VerificationGuard guard = log::kNoGuard, bool gather = false);
  /// What was gathered is acknowledged, and shown to readers, after this only. False where it may be lost, as
  /// the partition went offline.
  bool settle();
  /// Appends what a coordinator decided: one batch. The same for the guard.
  std::expected<Appended, Refusal> append_as_coordinator(MutableByteView batch,
                                                         log::VerificationGuard guard = log::kNoGuard);

  /// How a producer's transaction ends here.
  struct TransactionEnd {
    std::int64_t producer_id = -1;
    std::int16_t producer_epoch = -1;
    log::EndTransactionMarker marker;
    std::int8_t transaction_version = 0;
  };
  /// INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED; UNKNOWN_SERVER_ERROR, as Kafka, where there
  /// cannot be such a producer.
  std::expected<Appended, Refusal> append_marker(const TransactionEnd& end);
  /// To be called before the coordinator is asked whether it knows of the transaction that the batch begins,
  /// so that a marker that comes before the answer is noticed. kNoGuard where nobody needs to be asked.
  std::expected<log::VerificationGuard, Refusal> begin_verification(const log::TransactionBegin& batch);
  /// Calls back, on any thread, once everything up to and with `offset` is committed, or with the error that
  /// prevents it.
  void when_committed(std::int64_t offset, Committed callback);

  /// The same for everything appended so far.
  void when_all_committed(Committed callback);

  /// What the topic's configuration says of records; neither topic nor partition are named in it.
  protocol::ValidationOptions validation() const;
  Fetched fetch(std::int64_t offset, const FetchBounds& bounds);
  /// Where that looks for the offset: for who reads it from the disk first, without the partition's lock.
  std::vector<std::shared_ptr<File>> indexes_for(std::int64_t offset);
  /// Wakes `waiter` as soon as what can be fetched ends past `seen_end`, at once if it does already.
  void add_waiter(const std::shared_ptr<Waiter>& waiter, std::int64_t seen_end, bool committed_only);
  void remove_waiter(const std::shared_ptr<Waiter>& waiter);

  static constexpr std::int32_t kNoEpoch = -1;
  /// FENCED_LEADER_EPOCH or UNKNOWN_LEADER_EPOCH where a client names another epoch than ours.
  protocol::ErrorCode check_leader_epoch(std::int32_t current_leader_epoch) const;
  /// Kafka's names for what is no time in ListOffsets.
  static constexpr std::int64_t kLatestTimestamp = -1, kEarliestTimestamp = -2, kMaxTimestamp = -3,
                                kEarliestLocalTimestamp = -4, kLatestTieredTimestamp = -5,
                                kEarliestPendingUploadTimestamp = -6;
  /// The first record at or past a time, or one of the above; all -1 where there is none.
  std::expected<Offset, Refusal> list_offset(std::int64_t timestamp, bool committed_only);
  /// ListOffsets 0: where segments begin that were last written to at `timestamp` or before, the latest
  /// first, at most so many; where the log ends counts as written to now. Kafka: legacyFetchOffsetsBefore.
  std::expected<std::vector<std::int64_t>, Refusal> offsets_before(std::int64_t timestamp,
                                                                   std::size_t max_count);
  /// The last epoch at or below `epoch` and where it ends; -1 for both where there is none.
  std::expected<log::EpochEndOffset, Refusal> epoch_end_offset(std::int32_t epoch);

  /// DeleteRecords' name for everything that is committed.
  static constexpr std::int64_t kToHighWatermark = -1;
  /// Lets the log start at `offset`, and says where it starts: there or later. Not durable before the log
  /// start checkpoint is written. POLICY_VIOLATION, OFFSET_OUT_OF_RANGE.
  std::expected<std::int64_t, Refusal> delete_records(std::int64_t offset);
  /// Who writes to the log, by producer id.
  using Producers = std::map<std::int64_t, log::ProducerEntry>;
  std::expected<Producers, Refusal> producers();
  /// Nothing where the partition is offline.
  std::optional<std::uint64_t> size_bytes() const;

  /// Its log is to be compacted. Needs no lock.
  bool compacts() const { return compacts_; }
  /// What the log cleaner would find to do, where everything below `checkpoint` was cleaned before; nothing
  /// where the log is not to be compacted, or is being cleaned, or cannot be.
  std::optional<log::Cleanable> cleanable(std::optional<std::int64_t> checkpoint);
  /// What its log takes where it is to be compacted and never will be before the next start; else nothing.
  std::optional<std::uint64_t> uncleanable_bytes() const;
  /// Null where that changed meanwhile.
  std::unique_ptr<class PartitionCleaning> begin_cleaning(const log::Cleanable& what);
  /// Waits for the end of a cleaning and lets none begin before release_cleaning(): whoever reads the log as
  /// it is, piece by piece, must not miss a tombstone whose record it has.
  void hold_cleaning();
  void release_cleaning();
  /// Some of the log from `offset` on, what is not committed included, for who copies it; OFFSET_OUT_OF_RANGE
  /// where the log starts later.
  struct CopySource {
    log::FetchSlice slice;
    log::LogConfig config;
    std::int64_t log_start_offset = 0, log_end_offset = 0;
  };
  std::expected<CopySource, Refusal> read_to_copy(std::int64_t offset, std::size_t max_bytes);
  /// Copies what `copy` lacks, renames its directory and serves from it; `copy` is the log that
  /// served so far afterwards. What it has got meanwhile is committed once it is synced here as well. Where
  /// more than `max_bytes` are missing, or `copy` failed, nothing changes but what was added to it.
  enum class Switched { kYes, kBehind, kCopyFailed };
  struct SwitchTo {
    std::string directory;
    std::size_t max_bytes = 0;
    /// Called with the lock held once the copy serves: a failure is its disk's from then on.
    std::function<void()> switched;
  };
  std::expected<Switched, Refusal> switch_log(std::unique_ptr<log::Log>& copy, const SwitchTo& to);

  std::int64_t high_watermark() const;
  std::int64_t log_end_offset() const;
  std::int64_t log_start_offset() const;
  bool offline() const;

  void configure(PartitionConfig config);
  /// Lets the log start behind what retention lets go of. Returns from where on its segments stay where any
  /// is to go.
  std::optional<std::int64_t> expire();
  /// Deletes segments below. REQUIRES: it was written down that the log starts there or later.
  void delete_segments_below(std::int64_t start);
  /// Those whose deletion is due.
  void remove_deleted_files();
  /// Syncs where flush.ms asks for it, or the last sync could not begin.
  void flush_if_due();
  /// How long the syncs of this process' partitions took, since its start.
  static DurationCounts sync_times();
  /// Syncs everything and writes what a clean start needs; blocks. Nothing is served afterwards.
  std::expected<log::Checkpoint, std::string> close();
  /// Nothing where the partition is offline.
  std::optional<log::Checkpoint> checkpoint() const;
  /// Stops serving since the topic is deleted: who waits gets UNKNOWN_TOPIC_OR_PARTITION. Nobody touches the
  /// files afterwards.
  void retire(const std::string& asker);
  /// Stops serving since the log directory failed: who waits gets KAFKA_STORAGE_ERROR.
  void take_offline(const std::string& why);
  /// Keeps an event of this partition. REQUIRES: `what` is a literal.
  void note(std::string_view what, std::string cause) const;

 private:
  friend class PartitionCleaning;
  struct PendingCommit {
    std::int64_t offset;
    Committed callback;
  };
  struct Wakeups;

  /// Caller holds the lock in all of these.
  bool sync_before_commit() const { return config_.log.flush_messages == 1; }
  Refusal gone() const { return {gone_, gone_reason_, {}}; }
  std::expected<Appended, Refusal> append_valid(MutableByteView batches, const log::AppendOptions& options,
                                                Wakeups& wakeups);
  std::int64_t fetchable_end(bool committed_only);
  bool settle(Wakeups& wakeups);
  void advance_high_watermark(std::int64_t to, Wakeups& wakeups);
  Refusal refused(const log::LogError& error, Wakeups& wakeups);
  /// One in a while: producers try again at their own rate.
  void note_refused_producer(const log::LogError& error);
  void cannot_clean(const log::LogError& error, Wakeups& wakeups);
  /// Has the cleaning at hand stop, and waits for it.
  void end_cleaning(std::unique_lock<std::mutex>& lock);
  void stop_serving(protocol::ErrorCode code, std::string why, Wakeups& wakeups);
  void sync_soon();
  /// The log looks into what the validation let in, and whoever flushes by time knows that we want it.
  void follow_config();
  void set_timed_flush(bool wanted);
  /// Lets the log start at `offset`, as soon as what a recovery from there needs is on the disk; gives the
  /// lock back meanwhile. False where it starts there or later already.
  std::expected<bool, Refusal> start_at(std::int64_t offset, std::unique_lock<std::mutex>& lock,
                                        Wakeups& wakeups);

  /// On the pool, without the lock.
  void sync_pass();

  const Identity identity_;
  const std::int32_t leader_epoch_;
  const Surroundings around_;

  mutable std::mutex mutex_;
  std::unique_ptr<log::Log> log_;  // null once nothing is served
  PartitionConfig config_;
  protocol::ErrorCode gone_ = protocol::ErrorCode::kNone;
  std::string gone_reason_;
  std::int64_t high_watermark_ = 0;
  /// How many logs this partition has left: who worked outside the lock sees that it is another one's.
  std::uint64_t switches_ = 0;
  bool sync_running_ = false, sync_again_ = false, timed_flush_ = false;
  std::int64_t unsynced_since_ms_ = -1;     // by the steady clock; -1 where everything is synced
  std::int64_t unsynced_from_ = 0;          // the offset that the last sync reached
  std::int64_t next_refusal_noted_ms_ = 0;  // by the steady clock
  std::uint64_t refusals_not_noted_ = 0;
  bool cleaning_ = false, uncleanable_ = false;
  std::size_t cleaning_holds_ = 0;
  std::atomic<bool> compacts_ = false, stop_cleaning_ = false;  // read without the lock
  std::condition_variable cleaned_;
  std::deque<PendingCommit> pending_;
  std::vector<std::shared_ptr<Waiter>> waiters_;
};

}  // namespace moldau::broker
