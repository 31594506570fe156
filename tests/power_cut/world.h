#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "broker/log_cleaner.h"
#include "broker/log_manager.h"
#include "coord/group_shard.h"
#include "coord/transactions/transaction_shard.h"
#include "metadata/controller.h"
#include "tests/metadata/sqlite_disk.h"
#include "tests/support/memory_file_system.h"

namespace moldau::power_cut {

using broker::Partition;
using coord::transactions::ProducerIdAndEpoch;
using log::TopicPartition;
using moldau::testing::MemoryFileSystem;

/// A record as a client sees it.
struct Record {
  std::string key;
  std::optional<std::string> value;
  friend bool operator==(const Record&, const Record&) = default;
};
using Records = std::map<std::int64_t, Record>;  // by offset

/// What a broker keeps on its disk, without sockets and with one thread at work at a time: metadata, logs,
/// groups and transactions. Each call returns once what it does would be acknowledged; all work on a healthy
/// disk. So the same calls are the same operations of the disk, in the same order.
class World {
 public:
  static constexpr const char* kOffsets = "__consumer_offsets";
  static constexpr const char* kTransactions = "__transaction_state";

  World(MemoryFileSystem& disk, ManualClock& clock);
  ~World();

  /// A start up to where clients are served, but for transactions that were decided and not ended. The error
  /// says what does not work.
  std::expected<void, std::string> start();
  /// Markers for those.
  void end_decided();
  /// The process is gone; close(): after a clean shutdown.
  void die();
  void close();

  std::vector<std::string> topics() const;
  Uuid topic_id(const std::string& topic) const { return controller_->catalog()->topic(topic)->id; }
  void create_topic(const std::string& topic, std::int32_t partitions, bool compacted);
  void delete_topic(const std::string& topic);

  Partition& partition(const TopicPartition& at) { return *partitions_.at(at); }
  std::vector<TopicPartition> partitions() const;
  /// The first offset that the batch has, which it may have had before.
  std::int64_t append(const TopicPartition& at, Bytes batch);
  void delete_records(const TopicPartition& at, std::int64_t offset);
  Records read(const TopicPartition& at, bool committed_only);

  void commit_offset(const std::string& group, std::int32_t partition, std::int64_t offset);
  /// -1 where there is none.
  std::int64_t committed_offset(const std::string& group, std::int32_t partition) const;

  /// Fences whoever has the id, whose transaction is aborted.
  ProducerIdAndEpoch init(const std::string& transactional_id);
  void add_to_transaction(const std::string& transactional_id, const TopicPartition& at);
  void commit_offset_in(const std::string& transactional_id, const std::string& group, std::int64_t offset);
  void end_transaction(const std::string& transactional_id, bool commit);
  ProducerIdAndEpoch producer(const std::string& transactional_id) const;
  std::vector<std::string> open_transactions() const;

  void maintain() { logs_->maintain(); }
  void write_checkpoints() { logs_->write_checkpoints(); }
  bool clean() { return cleaner_->clean_next(); }

 private:
  static void want(const metadata::Topic& topic, std::vector<broker::LogManager::Wanted>& wanted);
  void open(const std::vector<broker::LogManager::Wanted>& wanted, bool at_start);
  std::expected<void, std::string> load_coordinators();
  coord::Now now() const { return coord::Now::of(clock_); }
  void wait_for(Partition& partition, std::int64_t offset);
  void run(coord::Effects effects);
  void run(const coord::transactions::TransactionDecision& decision);
  void write_markers(const std::string& transactional_id);
  std::int64_t new_producer_id();

  MemoryFileSystem& disk_;
  ManualClock& clock_;
  std::unique_ptr<metadata::SqliteDisk> database_;
  std::unique_ptr<metadata::MetadataStore> store_;
  std::unique_ptr<metadata::Controller> controller_;
  std::optional<broker::BlockingPool> syncs_;
  std::optional<broker::LogManager> logs_;
  std::optional<broker::LogCleaner> cleaner_;
  std::map<TopicPartition, std::shared_ptr<Partition>> partitions_;
  std::optional<coord::GroupShard> groups_;
  std::optional<coord::transactions::TransactionShard> transactions_;
  std::int64_t next_producer_id_ = 0, producer_ids_end_ = 0;
};

}  // namespace moldau::power_cut
