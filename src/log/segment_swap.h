#pragma once

#include <cstdint>
#include <functional>

#include "log/cleaner.h"

namespace moldau::log {

class Log;

/// Puts cleaned segments in the place of those that they were made of, in the steps that CleaningPlan tells.
class SegmentSwap {
 public:
  using Step = std::function<LogResult<void>(Log&)>;
  /// Calls the step with the log under its lock. Refuses where the log is gone, or, before the first step of
  /// a swap, where it is not to be cleaned any more.
  using WithLog = std::function<LogResult<void>(const Step&)>;

  SegmentSwap(const CleaningPlan& plan, WithLog with_log) : plan_(plan), with_log_(std::move(with_log)) {}

  /// Nothing has changed where the error is kRequest or kResources, and `cleaned` is to be removed. After a
  /// kDisk its directory is not to be used before the next start.
  LogResult<void> begin(const CleanedSegment& cleaned);
  /// There is no way back: a failure is kDisk, but for a log that went while this ran. Blocks on the disk.
  LogResult<void> finish(const CleanedSegment& cleaned, std::int64_t now_ms);

 private:
  LogResult<void> sync_directory() const;

  const CleaningPlan& plan_;
  const WithLog with_log_;
};

}  // namespace moldau::log
