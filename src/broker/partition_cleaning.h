#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "broker/partition.h"
#include "log/cleaner.h"

namespace moldau::broker {

/// One cleaning of one partition, from its plan to its last swap. The partition's lock is held for the steps
/// of swaps alone. While it lives no other cleaning of the partition begins, and whoever is about to move its
/// files waits for its end.
class PartitionCleaning {
 public:
  struct Resources {
    std::size_t map_bytes = 0, io_buffer_bytes = 0;
    double load_factor = 0.9;
    /// Waits until this much may be read or written; false: stop.
    std::function<bool(std::size_t bytes)> throttle;
  };

  PartitionCleaning(std::shared_ptr<Partition> partition, std::unique_ptr<log::CleaningPlan> plan)
      : partition_(std::move(partition)), plan_(std::move(plan)) {}
  ~PartitionCleaning();
  PartitionCleaning(const PartitionCleaning&) = delete;
  PartitionCleaning& operator=(const PartitionCleaning&) = delete;

  /// Blocks, maybe for hours. Returns the offset below which the log is clean now; nothing where it ended
  /// before, for a reason that the partition and the diagnostics know.
  std::optional<std::int64_t> run(const Resources& resources);
  /// What run() has read and written. REQUIRES: its thread, or that it ended.
  const log::Cleaner::Statistics& statistics() const { return statistics_; }
  const Partition& partition() const { return *partition_; }
  bool is_to_stop() const { return partition_->stop_cleaning_; }

 private:
  log::LogResult<std::int64_t> clean(const Resources& resources);
  log::LogResult<std::int64_t> clean(log::Cleaner& cleaner);
  log::LogResult<void> replace(const log::Cleaner& cleaner, const log::CleanedSegment& cleaned);

  const std::shared_ptr<Partition> partition_;
  const std::unique_ptr<log::CleaningPlan> plan_;
  log::Cleaner::Statistics statistics_;
};

}  // namespace moldau::broker
