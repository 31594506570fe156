#include "log/segment_swap.h"

#include "log/log.h"

namespace moldau::log {

LogResult<void> SegmentSwap::begin(const CleanedSegment& cleaned) {
  if (auto done = sync_directory(); !done) return done;
  return with_log_([&](Log& log) -> LogResult<void> {
    if (log.begin_swap(plan_, cleaned.sources)) return {};
    return refuse(protocol::ErrorCode::kUnknownServerError, "the log was truncated or deleted meanwhile");
  });
}

LogResult<void> SegmentSwap::finish(const CleanedSegment& cleaned, std::int64_t now_ms) {
  auto& segment = *cleaned.segment;
  auto done = segment.rename_to(kSwapSuffix);
  if (done) done = sync_directory();
  if (done) done = with_log_([&](Log& log) { return log.swap_in(plan_, cleaned, now_ms); });
  if (done) done = sync_directory();
  if (done) done = with_log_([&](Log& log) { return log.finish_swap(segment.base_offset()); });
  if (done) done = sync_directory();
  if (done || done.error().kind == LogErrorKind::kRequest) return done;
  return storage_error(done.error().message);  // nobody knows what is on the disk
}

LogResult<void> SegmentSwap::sync_directory() const {
  const auto& files = plan_.files;
  auto done = files.disk().sync_directory(files.directory);
  if (!done && done.error().lacks_resources()) {
    files.cache.close_idle();
    done = files.disk().sync_directory(files.directory);
  }
  if (!done) return storage_error(done.error());
  return {};
}

}  // namespace moldau::log
