#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "log/file_cache.h"

namespace moldau::log {

/// What must reach the disk for everything below `end_offset` to be durable. Taken under the partition's
/// lock, synced outside of it, and handed back with Log::mark_synced. One at a time for a log. Names files
/// instead of holding them open, so that logs which are seldom synced cost no descriptors; the kernel tells
/// a failed write-back to whoever syncs the file first, open then or not.
struct SyncTarget {
  struct NamedFile {
    FileCache::Key key;
    std::string path;
  };

  FileCache* cache = nullptr;
  std::vector<NamedFile> files;
  /// Directories where files came or went.
  std::vector<std::string> directories;
  std::int64_t end_offset = 0;
  std::uint64_t truncations = 0;

  bool empty() const { return files.empty() && directories.empty(); }
  /// Blocks. A file that is gone needs no sync: it was deleted with what it held. After a failure nothing is
  /// known about the files: Log::fail, and never again (fsync forgets). Except where the error lacks
  /// resources: then a file could not be opened, and Log::put_back has all of it synced later.
  IoResult<void> sync() const;

 private:
  IoResult<void> sync_directory(const std::string& path) const;
};

}  // namespace moldau::log
