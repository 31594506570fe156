#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moldau::log {

struct EpochEntry {
  std::int32_t epoch = 0;
  std::int64_t start_offset = 0;
  friend bool operator==(const EpochEntry&, const EpochEntry&) = default;
};

struct EpochEndOffset {
  std::int32_t epoch = -1;
  std::int64_t end_offset = -1;
  friend bool operator==(const EpochEndOffset&, const EpochEndOffset&) = default;
};

/// Which leader epoch began at which offset (Kafka: LeaderEpochFileCache). Epochs and offsets only grow.
///
/// leader-epoch-checkpoint := "0\n" count "\n" (epoch " " start_offset "\n")*
class LeaderEpochCache {
 public:
  const std::vector<EpochEntry>& entries() const { return entries_; }
  bool empty() const { return entries_.empty(); }
  std::int32_t latest_epoch() const { return entries_.empty() ? -1 : entries_.back().epoch; }

  /// An epoch begins: true if that was news. Entries that contradict it (a later epoch or offset) go.
  bool assign(std::int32_t epoch, std::int64_t start_offset);
  /// REQUIRES: nothing; -1 for an offset before the first entry.
  std::int32_t epoch_at(std::int64_t offset) const;
  /// Kafka's endOffsetFor: an epoch that is not known ends where the next larger one began, and is answered
  /// as the largest known one below it.
  EpochEndOffset end_offset(std::int32_t epoch, std::int64_t log_end_offset) const;
  /// Forgets epochs that begin at or past `offset`. Both return whether anything changed.
  bool truncate_from_end(std::int64_t offset);
  /// Forgets epochs that ended at or below `offset`; the one that holds it begins there.
  bool truncate_from_start(std::int64_t offset);
  void clear() { entries_.clear(); }

  std::string to_checkpoint() const;
  static std::optional<LeaderEpochCache> parse(std::string_view checkpoint);

 private:
  std::vector<EpochEntry> entries_;
};

}  // namespace moldau::log
