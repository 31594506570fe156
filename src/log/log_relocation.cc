#include "base/check.h"
#include "log/log.h"

/// What makes a copy of a log, in another directory, the log.
namespace moldau::log {

LogResult<void> Log::relocate(const std::string& directory) {
  if (failure_) return refused();
  const auto before = files_.directory;
  if (auto done = files_.disk().rename(before, directory); !done) return failed_midway(done.error());
  files_.directory = directory;
  for (auto& dirty : dirty_directories_)
    if (dirty == before) dirty = directory;
  for (auto& removal : removals_) removal.path.replace(0, before.size(), directory);
  dirty_directories_.push_back(directory.substr(0, directory.rfind('/')));
  return {};
}

LogResult<void> Log::take_over_from(const Log& source) {
  MOLDAU_CHECK(log_end_offset_ == source.log_end_offset_);
  if (failure_) return refused();
  config_ = source.config_;
  log_start_offset_ = source.log_start_offset_;
  epochs_ = source.epochs_;
  if (auto done = save_epochs(); !done) return failed_midway(done.error());
  producers_ = source.producers_;
  verifications_ = source.verifications_;
  if (source.transactional_)
    if (auto done = begin_transactions(); !done) return failed_midway(done.error());
  last_snapshot_ = -1;
  if (auto done = save_producers(log_end_offset_); !done) return failed_midway(done.error());
  return {};
}

}  // namespace moldau::log
