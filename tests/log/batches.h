#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "protocol/records/batch.h"

namespace moldau::log::testing {

/// A batch to append, in the few words that a test cares about.
struct BatchSpec {
  std::int64_t producer_id = -1;
  std::int16_t epoch = -1;
  std::int32_t sequence = -1;
  std::int32_t count = 1;
  bool transactional = false;
  protocol::Codec codec = protocol::Codec::kNone;
  /// Of the records in turn, the last one repeated; empty: the world's now.
  std::vector<std::int64_t> timestamps;
  /// The values; empty: made up, each a different one.
  std::vector<std::string> values;
  std::size_t value_size = 8;
};

/// A record as a reader sees it.
struct SeenRecord {
  std::int64_t offset = 0;
  std::int64_t timestamp_ms = 0;
  std::string value;
  friend bool operator==(const SeenRecord&, const SeenRecord&) = default;
  friend std::ostream& operator<<(std::ostream& out, const SeenRecord& record) {
    return out << record.offset << "@" << record.timestamp_ms << "=" << record.value.substr(0, 40);
  }
};

/// As a client would send it, at `base_offset`.
Bytes make_batch(const BatchSpec& spec, std::int64_t now_ms, std::int64_t base_offset = 0);
/// The batch that ends a transaction.
Bytes make_marker(std::int64_t producer_id, std::int16_t epoch, bool commit, std::int32_t coordinator_epoch,
                  std::int64_t now_ms);

/// The batches in `bytes`; fails the test where their bytes or CRCs are not right. A last one that is cut
/// counts not.
std::vector<protocol::BatchHeader> batches_in(ByteView bytes);
/// The records of data batches in `bytes`, decompressed.
std::vector<SeenRecord> records_in(ByteView bytes);

}  // namespace moldau::log::testing
