#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/file_system.h"

namespace moldau::log {

/// What must reach the disk for everything below `end_offset` to be durable. Taken under the partition's
/// lock, synced outside of it, and handed back with Log::mark_synced. One at a time for a log.
struct SyncTarget {
  std::vector<std::shared_ptr<File>> files;
  /// Directories where files came or went.
  std::vector<std::string> directories;
  std::int64_t end_offset = 0;
  std::uint64_t truncations = 0;
  FileSystem* file_system = nullptr;

  bool empty() const { return files.empty() && directories.empty(); }
  /// Blocks. After a failure nothing is known about the files: Log::fail, and never again (fsync forgets).
  IoResult<void> sync() const;
};

}  // namespace moldau::log
