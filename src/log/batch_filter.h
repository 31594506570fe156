#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "log/cleaned_transactions.h"
#include "log/cleaning_plan.h"
#include "log/log_error.h"
#include "log/offset_map.h"
#include "protocol/records/record.h"

namespace moldau::log {

/// The records of a batch, decompressed. Kept for its memory from one batch to the next.
class BatchRecords {
 public:
  /// The error says what is wrong with the batch.
  std::expected<void, std::string> load(const protocol::BatchHeader& header, ByteView batch,
                                        const protocol::DecompressionLimits& limits);
  const std::vector<protocol::Record>& all() const { return records_; }

 private:
  Bytes expanded_;
  std::vector<protocol::Record> records_;
};

/// What cleaning leaves of each batch of a log, in the order of offsets (Kafka: Cleaner.cleanInto,
/// MemoryRecords.filterTo).
class BatchFilter {
 public:
  BatchFilter(const CleaningPlan& plan, const OffsetMap& latest);

  enum class Fate { kGone, kAsItWas, kRewritten };
  /// What becomes of the batch; rewritten() is the new one. The error says what is wrong with the batch.
  std::expected<Fate, std::string> filter(const protocol::BatchHeader& header, ByteView batch);
  const Bytes& rewritten() const { return rewritten_; }
  CleanedTransactions& transactions() { return transactions_; }

 private:
  /// A batch that outlives its records.
  bool must_stay(const protocol::BatchHeader& header) const;
  bool keeps(const protocol::BatchHeader& header, const protocol::Record& record) const;
  Fate without_records(const protocol::BatchHeader& header);
  std::int64_t new_horizon_ms() const;
  /// The batch begins the time for which its tombstones or its marker are kept.
  bool begins_horizon(const protocol::BatchHeader& header, bool marker_of_nothing) const;

  const CleaningPlan& plan_;
  const OffsetMap& latest_;
  CleanedTransactions transactions_;
  BatchRecords records_;
  std::vector<protocol::Record> kept_;
  Bytes rewritten_;
};

}  // namespace moldau::log
