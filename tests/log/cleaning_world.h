#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "log/segment_swap.h"
#include "protocol/records/batch_builder.h"
#include "tests/log/log_world.h"

namespace moldau::log::testing {

/// A record with its key; no value is a tombstone.
struct KeyedRecord {
  std::int64_t offset = 0;
  std::string key;
  std::optional<std::string> value;
  friend bool operator==(const KeyedRecord&, const KeyedRecord&) = default;
  friend std::ostream& operator<<(std::ostream& out, const KeyedRecord& record) {
    return out << record.offset << ":" << record.key << "=" << record.value.value_or("null");
  }
};

using Pair = std::pair<std::string, std::optional<std::string>>;

/// What a batch with keys is made of.
struct KeyedBatch {
  std::vector<Pair> pairs;
  protocol::BatchBuilder::Options options;
  std::optional<std::int64_t> timestamp_ms;  // empty: the world's now
};

/// A compacted log on some disk, and the cleaner that a broker would run on it.
class CleaningWorld : public LogWorld {
 public:
  explicit CleaningWorld(FileSystem& files);

  /// Bytes of the map: 24 a key.
  std::size_t map_bytes = 1 << 20;
  double load_factor = 0.9;
  /// Below it the log was cleaned; as a broker's checkpoint, which may be lost.
  std::optional<std::int64_t> cleaned_to;

  LogResult<AppendResult> try_put(const KeyedBatch& batch);
  /// One batch; fails the test where it is refused.
  AppendResult put(const std::vector<Pair>& pairs, const protocol::BatchBuilder::Options& options = {});
  void roll_and_sync();
  /// One cleaning of what may be cleaned, whatever the ratio. False where there was nothing to do.
  LogResult<bool> try_clean(const std::function<bool(std::size_t)>& proceed = {});
  /// The same, which must work.
  bool clean();
  /// Closes the active segment before.
  void clean_all();
  LogResult<Cleanable> cleanable() { return log->cleanable(cleaned_to, log->log_end_offset(), now_ms); }

  std::vector<protocol::BatchHeader> headers();
  std::vector<KeyedRecord> records();
  void expect_records(const std::vector<KeyedRecord>& wanted) { EXPECT_EQ(records(), wanted); }
  std::vector<std::int64_t> segments();

 private:
  Bytes all_bytes();
};

}  // namespace moldau::log::testing
