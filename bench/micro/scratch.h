#pragma once

#include <string>

#include "base/file_system.h"
#include "log/file_cache.h"
#include "log/segment_file.h"

namespace moldau::bench {

/// A folder below TMPDIR for one benchmark's files, removed with it.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& folder() const { return folder_; }
  log::FileCache& cache() { return cache_; }
  const log::LogFiles& files() const { return files_; }

 private:
  std::string folder_;
  log::FileCache cache_{posix_file_system()};
  log::LogFiles files_;
};

}  // namespace moldau::bench
