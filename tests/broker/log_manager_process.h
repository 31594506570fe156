#pragma once

#include <gtest/gtest.h>
#include <optional>
#include <utility>

#include "broker/log_manager.h"

namespace moldau::broker::test {

/// A log manager with its pool of syncs, as a process that comes and goes has it.
class LogManagerProcess {
 public:
  LogManagerProcess(FileSystem& files, const Clock& clock, LogManager::Options options)
      : files_(files), clock_(clock), options_(std::move(options)) {}
  ~LogManagerProcess() { kill(); }

  /// The next process.
  LogManager& start() {
    kill();
    syncs_.emplace("sync", 1);
    logs_.emplace(files_, clock_, *syncs_, options_);
    const auto opened = logs_->open_directories();
    EXPECT_TRUE(opened) << opened.error();
    return *logs_;
  }
  LogManager& logs() { return *logs_; }
  void kill() {
    if (syncs_) syncs_->stop();
    logs_.reset();
    syncs_.reset();
  }
  /// In order. REQUIRES: nobody holds a partition, as of kill().
  void close() {
    syncs_->stop();
    logs_->close();
    kill();
  }

 private:
  FileSystem& files_;
  const Clock& clock_;
  const LogManager::Options options_;
  std::optional<BlockingPool> syncs_;
  std::optional<LogManager> logs_;
};

}  // namespace moldau::broker::test
