#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/power_cut/world.h"

namespace moldau::power_cut {

/// What was acknowledged, and what was asked for and not answered yet: what a disk must have, and may have,
/// whenever the power fails.
class Promises {
 public:
  enum class State { kCommitted, kOpen, kAborted };
  struct Written {
    Record record;
    State state = State::kCommitted;
  };
  struct Log {
    Uuid topic_id;
    bool compacted = false;
    std::map<std::int64_t, Written> records;
    std::int64_t end = 0;
    std::int64_t latest_start = 0;  // the log may start there or earlier
    /// A batch that is being appended, whole or not at all.
    std::vector<Record> pending;
    bool pending_in_transaction = false;
    /// One of control records, and how many there may be.
    int pending_markers = 0;
  };
  struct Batch {
    TopicPartition at;
    Bytes bytes;
    std::int64_t first_offset = -1;
  };
  struct Transaction {
    ProducerIdAndEpoch producer;
    std::vector<std::pair<TopicPartition, std::int64_t>> records;
    std::map<std::string, std::int64_t> offsets;  // by group
    bool is_open = false, commits = false;        // the latter: it is being asked for
  };

  std::map<TopicPartition, Log> logs;
  std::set<std::string> topics;
  std::optional<std::string> topic_in_flight;  // comes or goes
  using Offsets = std::map<std::pair<std::string, std::int32_t>, std::int64_t>;
  Offsets offsets;
  Offsets offsets_in_flight;
  std::map<std::string, Transaction> transactions;
  std::map<std::int64_t, Batch> last_batches;  // by idempotent producer
  std::map<std::int64_t, std::int32_t> sequences;

  /// Holds the disk that `world` has started from to what was promised, ends what is open, and goes on
  /// writing. Failures are GoogleTest's.
  void verify(World& world) const;
  /// The same where nothing was cut: nothing is in flight, and nothing is changed.
  void verify_logs(World& world) const;

 private:
  bool may_lack(const TopicPartition& at) const { return topic_in_flight == at.first; }
  void verify_topics(const World& world) const;
  void verify_log(World& world, const TopicPartition& at, const Log& log) const;
  void verify_transactions(World& world) const;
  void verify_visible(World& world, const TopicPartition& at, const Log& log,
                      const std::map<std::pair<TopicPartition, std::int64_t>, std::string>& ending,
                      std::map<std::string, std::set<bool>>& fates) const;
  void verify_offsets(const World& world, std::map<std::string, std::set<bool>>& fates) const;
  void verify_retries(World& world) const;
  static bool superseded(const Log& log, std::int64_t offset);
};

}  // namespace moldau::power_cut
