#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/uuid.h"
#include "log/cleaner.h"
#include "log/fetch_slice.h"
#include "log/file_cache.h"
#include "log/leader_epoch_cache.h"
#include "log/log_config.h"
#include "log/log_error.h"
#include "log/producer_state.h"
#include "log/segment.h"
#include "log/sync_target.h"
#include "log/transaction_verifications.h"

namespace moldau::log {

/// Who appends: decides which of the producer state's rules hold (Kafka: AppendOrigin).
enum class AppendOrigin {
  kClient,
  kCoordinator,  // the group or transaction coordinator
  kReplication,  // offsets and epochs are the leader's already, and nothing is refused
};

struct AppendOptions {
  std::int32_t leader_epoch = 0;
  std::int64_t now_ms = 0;
  AppendOrigin origin = AppendOrigin::kClient;
  /// A batch may begin a transaction only with the guard of a verification that the coordinator confirmed.
  bool verify_transactions = false;
  VerificationGuard guard = kNoGuard;
  /// More comes at once: what is appended may stay in memory until then, or until settle().
  bool gather = false;
  /// Of a marker's transaction. Since 2 each ends with an epoch that was not used before (KIP-890).
  std::int8_t transaction_version = 0;
};

struct AppendResult {
  std::int64_t first_offset = -1;
  std::int64_t last_offset = -1;
  /// -1 unless the topic's timestamp type is LogAppendTime or this is a duplicate.
  std::int64_t log_append_time_ms = -1;
  std::int64_t log_start_offset = -1;
  /// Nothing was appended: the batch is there already, under the offsets given.
  bool duplicate = false;
};

struct TimestampOffset {
  std::int64_t timestamp_ms = -1;
  std::int64_t offset = -1;
  std::int32_t leader_epoch = -1;
  friend bool operator==(const TimestampOffset&, const TimestampOffset&) = default;
};

struct SegmentStart {
  std::int64_t offset = -1;  // the log start offset where that is further on
  std::int64_t modified_ms = -1;
  friend bool operator==(const SegmentStart&, const SegmentStart&) = default;
};

/// What the broker keeps of a log in its directory's checkpoints.
struct Checkpoint {
  std::int64_t recovery_point = 0;
  std::int64_t log_start_offset = 0;
};

/// Files that are due to go. Removed outside of the partition's lock, as large ones take their time.
struct Removals {
  FileSystem* disk = nullptr;
  std::vector<std::string> paths;
  bool more_to_come = false;  // later

  IoResult<void> remove() const;
};

struct OpenOptions {
  std::string directory;  // the partition's own; made where it is missing
  std::string topic;
  std::int32_t partition = 0;
  Uuid topic_id;  // zero: whatever is on the disk
  LogConfig config;
  /// Its topic was made just now: a directory that does not have its id is another one's.
  bool is_new = false;
  /// The last owner closed this log; nothing needs to be checked.
  bool clean_shutdown = false;
  Checkpoint checkpoint;
  std::int64_t now_ms = 0;
};

/// One partition's commit log, in Kafka's files (Kafka: UnifiedLog and LocalLog). Thread-compatible: the
/// partition's lock is the caller's; slices and sync targets are used outside of it. The first failed write,
/// read or sync makes every later call answer KAFKA_STORAGE_ERROR, until the log is opened anew. Damaged
/// batches answer CORRUPT_MESSAGE to whoever wants them, and a lack of descriptors refuses the one call: see
/// LogErrorKind.
class Log {
 public:
  /// Recovers what may be torn. Fails, deleting nothing, where durable data is damaged.
  static LogResult<std::unique_ptr<Log>> open(FileCache& cache, OpenOptions options);
  ~Log();

  const std::string& topic() const { return topic_; }
  std::int32_t partition() const { return partition_; }
  const Uuid& topic_id() const { return topic_id_; }
  const std::string& directory() const { return files_.directory; }
  const LogConfig& config() const { return config_; }
  void configure(const LogConfig& config) { config_ = config; }

  /// Appends batches that the records library found valid; patches offsets, leader epochs and, for
  /// LogAppendTime, timestamps into them. All or nothing. OUT_OF_ORDER_SEQUENCE_NUMBER,
  /// INVALID_PRODUCER_EPOCH, INVALID_TXN_STATE, TRANSACTION_COORDINATOR_FENCED, MESSAGE_TOO_LARGE,
  /// RECORD_LIST_TOO_LARGE.
  LogResult<AppendResult> append(MutableByteView batches, const AppendOptions& options);
  /// What append() has to be given with a batch that begins a transaction, once the coordinator knows it;
  /// kNoGuard where the producer's transaction is open already.
  VerificationGuard begin_verification(const TransactionBegin& batch, std::int64_t now_ms);
  /// OFFSET_OUT_OF_RANGE below the log start offset or above the log end offset; an empty slice at or past
  /// the bound.
  LogResult<FetchSlice> read(std::int64_t offset, const ReadOptions& options);
  /// The indexes in which read() looks for the offset, for who brings them into memory first.
  std::vector<std::shared_ptr<File>> indexes_for(std::int64_t offset);
  /// Aborted transactions with records in [first, upper), for a read_committed fetch.
  LogResult<std::vector<AbortedTransaction>> aborted_transactions(std::int64_t first, std::int64_t upper);

  std::int64_t log_start_offset() const { return log_start_offset_; }
  std::int64_t log_end_offset() const { return log_end_offset_; }
  /// Everything below is on the disk for certain.
  std::int64_t recovery_point() const { return recovery_point_; }
  /// Where the first transaction that is undecided, or not replicated to the end, begins; at most the high
  /// watermark.
  std::int64_t last_stable_offset(std::int64_t high_watermark);
  Checkpoint checkpoint() const { return {recovery_point_, log_start_offset_}; }
  std::uint64_t size_bytes() const;
  std::size_t segment_count() const { return segments_.size(); }
  /// Segments that are closed and not synced to the end.
  bool has_unsynced_segments() const { return recovery_point_ < segments_.rbegin()->first; }

  /// What each segment begins with, the oldest first, and when it was last written to.
  LogResult<std::vector<SegmentStart>> segment_starts();
  /// The first record with this timestamp or a later one; nothing where there is none.
  LogResult<std::optional<TimestampOffset>> offset_for_timestamp(std::int64_t timestamp_ms);
  /// The first record with the largest timestamp of the log (ListOffsets -3); nothing where it is empty.
  LogResult<std::optional<TimestampOffset>> max_timestamp_offset();
  /// Leader epoch of the record at `offset`; -1 where unknown.
  std::int32_t epoch_at(std::int64_t offset) const { return epochs_.epoch_at(offset); }
  std::int32_t latest_epoch() const { return epochs_.latest_epoch(); }
  /// The largest epoch at or below `epoch` and the offset where it ended (OffsetForLeaderEpoch); -1, -1 if
  /// unknown. `leader_epoch` is this leader's: where nothing was appended in it yet, it began at the end.
  EpochEndOffset epoch_end_offset(std::int32_t epoch, std::int32_t leader_epoch = -1) const;
  /// This replica leads from the log's end on.
  LogResult<void> begin_epoch(std::int32_t epoch);

  /// DeleteRecords and retention: false where the log starts there or later already. REQUIRES: at most the
  /// high watermark, and what prepare_start() named is synced.
  LogResult<bool> raise_log_start_offset(std::int64_t offset);
  /// What a recovery that begins where the log is to start cannot do without: that segment, and who the
  /// producers were. Empty where all of it is on the disk. Changes nothing.
  SyncTarget prepare_start(std::int64_t offset);
  /// Removes everything at and past `offset`.
  /// Blocks, as the next two: what is gone must stay gone. The caller lowers its checkpoints of the recovery
  /// point, the log's start and the cleaner before.
  LogResult<void> truncate_to(std::int64_t offset);
  /// Removes everything; the next record gets `offset`.
  LogResult<void> truncate_fully_and_start_at(std::int64_t offset);
  /// Renames the log's directory, to another name beside. The next sync makes it last.
  LogResult<void> relocate(const std::string& directory);
  /// This log serves in place of `source`, whose batches it has: start, producers and epochs are the
  /// source's from now on, also what of them no batch tells any more. REQUIRES: both end at one offset.
  LogResult<void> take_over_from(const Log& source);
  /// Which whole segments below `high_watermark` retention by time, size and log start lets go of: returns
  /// the base offset of the first that stays, which is where the log is to start; nothing where all stay.
  LogResult<std::optional<std::int64_t>> expire_segments(std::int64_t now_ms, std::int64_t high_watermark);
  /// Renames whole segments below `start` to `.deleted`. Returns how many. REQUIRES: the log starts there or
  /// later, and the checkpoint says so: a power cut may bring some of them back, in any order.
  LogResult<std::size_t> delete_segments_below(std::int64_t start, std::int64_t now_ms);
  /// What cleaning would do here, where everything below `checkpoint` was cleaned before; nothing: from the
  /// log's start. Never past the last stable offset, the recovery point, or min.compaction.lag.ms ago.
  LogResult<Cleanable> cleanable(std::optional<std::int64_t> checkpoint, std::int64_t high_watermark,
                                 std::int64_t now_ms);
  LogResult<std::unique_ptr<CleaningPlan>> plan_cleaning(const Cleanable& what, std::int64_t now_ms);
  /// The steps of a swap, see CleaningPlan: the directory is to be synced, without the lock, before each and
  /// after the last. False where the segments are not those of the plan any more: the cleaning is over. In
  /// between nothing is deleted by retention. REQUIRES: nothing is truncated and nothing closed in between.
  bool begin_swap(const CleaningPlan& plan, std::span<const CleaningPlan::Source> group);
  /// Reads `cleaned` instead of the group's segments, which are renamed to `.deleted`.
  LogResult<void> swap_in(const CleaningPlan& plan, const CleanedSegment& cleaned, std::int64_t now_ms);
  LogResult<void> finish_swap(std::int64_t base_offset);
  /// Hands out the `.deleted` files whose file.delete.delay.ms is over. A removal that fails is the log's
  /// last error: see fail().
  LogResult<Removals> due_removals(std::int64_t now_ms);
  /// Closes the active segment where it is not empty.
  LogResult<void> roll(std::int64_t now_ms);
  /// Forgets producers that wrote nothing for producer.id.expiration.ms.
  void expire_producers(std::int64_t now_ms);
  const ProducerState& producers() const { return producers_; }

  /// Gives the system what was gathered: nobody is to be told of it before. Whoever reads or syncs does that
  /// as well.
  LogResult<void> settle();
  /// Nothing, up to the recovery point, once the log failed.
  SyncTarget prepare_sync();
  void mark_synced(const SyncTarget& target);
  /// The sync could not begin: see SyncTarget::sync.
  void put_back(const SyncTarget& target);
  /// The directory failed: nothing is served from now on.
  void fail(const IoError& error);
  bool failed() const { return failure_.has_value(); }
  /// What was wrong with the files when they were opened, and what was done about it.
  const std::vector<std::string>& found_at_recovery() const { return found_at_recovery_; }
  /// Syncs everything and writes what a clean start needs; blocks. Only checkpoint() may be called
  /// afterwards.
  LogResult<Checkpoint> close();

 private:
  friend class Recovery;
  using Segments = std::map<std::int64_t, std::unique_ptr<Segment>>;
  struct PendingRemoval {
    std::string path;
    std::int64_t due_ms;
  };
  /// What is to be appended, once it is known to be fine.
  struct Arrival {
    std::vector<protocol::BatchHeader> batches;
    std::vector<std::optional<EndTransactionMarker>> markers;  // as many as batches
  };
  struct ReplayOptions {
    /// No snapshot past this offset is used.
    std::int64_t snapshot_limit;
    /// Snapshots and transaction indexes of segments from here on are written anew.
    std::int64_t rebuild_from;
  };

  Log(FileCache& cache, const OpenOptions& options);

  Segment& active() { return *segments_.rbegin()->second; }
  Segments::iterator segment_of(std::int64_t offset);
  /// The offset that the segment after it begins with.
  std::int64_t end_of(Segments::const_iterator segment) const;
  SegmentFile snapshot_at(std::int64_t offset) const { return {files_, offset, FileKind::kProducerSnapshot}; }
  std::unexpected<LogError> refused() const { return std::unexpected(*failure_); }
  /// Passes the error on; one of the disk is the log's last, and the first damage is told.
  std::unexpected<LogError> failed(LogError error);
  /// The same in the middle of a change: half of it may be on the disk, so that any error is the log's last.
  std::unexpected<LogError> failed_midway(LogError error);
  std::unexpected<LogError> failed_midway(const IoError& error);

  LogResult<void> inspect(ByteView bytes, AppendOrigin origin, Arrival& arrival) const;
  LogResult<std::optional<AppendResult>> check_producers(const Arrival& arrival,
                                                         const AppendOptions& options) const;
  LogResult<void> check_begin(const protocol::BatchHeader& batch, const AppendOptions& options) const;
  LogResult<void> assign_offsets(MutableByteView bytes, Arrival& arrival, const AppendOptions& options) const;
  LogResult<void> make_room(std::uint64_t size, const Arrival& arrival, std::int64_t now_ms);
  LogResult<void> note_appended(const Arrival& arrival);
  LogResult<void> add_to_producers(const protocol::BatchHeader& batch,
                                   const std::optional<EndTransactionMarker>& marker,
                                   TransactionIndex* aborted);

  Segments::iterator add_segment(std::int64_t base_offset, std::uint64_t size, std::int64_t now_ms);
  LogResult<void> seal_active();
  /// The first transaction is written: see seal_active.
  LogResult<void> begin_transactions();
  LogResult<void> roll_to(std::int64_t base_offset, std::int64_t now_ms);
  std::int64_t first_uncleanable(std::int64_t at_most) const;
  LogResult<std::int64_t> end_of_lag(std::int64_t first_dirty, std::int64_t at_most, std::int64_t now_ms);
  LogResult<bool> overdue(std::int64_t first_dirty, std::int64_t now_ms);
  LogResult<std::size_t> count_expired(std::int64_t now_ms, std::int64_t high_watermark);
  LogResult<void> retire_oldest(std::int64_t now_ms);
  LogResult<void> retire(const SegmentFile& file, std::int64_t now_ms);
  LogResult<void> remove_segments(Segments::iterator first, Segments::iterator last);
  LogResult<void> remove_segments_past(std::int64_t offset);
  LogResult<std::optional<TimestampOffset>> first_record_since(Segment& segment,
                                                               std::int64_t timestamp_ms) const;
  LogResult<std::int64_t> max_timestamp_since_start(Segment& segment) const;

  void mark_dirty(const SegmentFile& file);
  LogResult<void> save_epochs();
  LogResult<void> save_producers(std::int64_t offset);
  LogResult<std::vector<std::int64_t>> snapshots() const;
  LogResult<void> remove_snapshots_past(std::int64_t offset);
  LogResult<void> replay_producers(const ReplayOptions& options);
  LogResult<void> replay(Segment& segment, std::int64_t from, bool rebuild);
  using RecentBatches = std::unordered_map<std::int64_t, std::vector<protocol::BatchHeader>>;
  bool is_damage_before_start(Segments::const_iterator segment, const LogError& error) const;
  LogResult<void> recall_batches(std::int64_t snapshot_offset);
  /// Adds the last batches of known producers between a position and an offset of the segment to `found`.
  LogResult<void> collect_batches(Segment& segment, std::uint64_t from, std::int64_t end_offset,
                                  RecentBatches& found) const;

  LogFiles files_;
  const std::string topic_;
  const std::int32_t partition_;
  Uuid topic_id_;
  LogConfig config_;

  Segments segments_;
  LeaderEpochCache epochs_;
  ProducerState producers_;
  TransactionVerifications verifications_;
  std::int64_t log_start_offset_ = 0;
  std::int64_t log_end_offset_ = 0;
  std::int64_t recovery_point_ = 0;
  std::int64_t last_snapshot_ = -1;
  bool transactional_ = false, has_epochs_file_ = true;

  std::vector<SegmentFile> dirty_;  // written since the last prepare_sync
  std::int64_t dirty_log_ = -1;     // whose .log is known to be among them
  std::vector<std::string> dirty_directories_;
  std::uint64_t truncations_ = 0;
  std::vector<PendingRemoval> removals_;
  std::vector<std::string> found_at_recovery_;
  std::uint32_t generations_ = 0;  // of segments that cleaning made
  bool swapping_ = false;
  std::optional<LogError> failure_;
  bool damage_told_ = false;
};

}  // namespace moldau::log
