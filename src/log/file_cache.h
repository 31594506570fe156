#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/file_system.h"

namespace moldau::log {

/// Open files of all logs. Beyond a limit those are closed that were not used for longest, or nearly, so that
/// idle partitions hold no descriptors; all of them where the process has no descriptor left. Whoever still
/// holds a File keeps it open. Thread-safe.
class FileCache {
 public:
  /// Names a file of a log: cheaper to look up than its path.
  struct Key {
    std::uint64_t owner = 0;  // from next_owner()
    std::int64_t base_offset = 0;
    std::uint8_t kind = 0;
    std::uint32_t generation = 0;  // files that took the place of others of the same name
    friend bool operator==(const Key&, const Key&) = default;
  };
  using Path = std::function<std::string()>;

  /// Where a user of a file notes that it is open, and finds it again without the lock that all share.
  /// Thread-compatible.
  class Note {
   public:
    /// The file, if the cache still has it or somebody holds it.
    std::shared_ptr<File> file() const;
    void forget() { opened_.reset(); }

   private:
    friend class FileCache;
    std::weak_ptr<struct OpenedFile> opened_;
  };

  explicit FileCache(FileSystem& files, std::size_t capacity = 1024) : files_(files), capacity_(capacity) {}

  FileSystem& files() { return files_; }
  std::uint64_t next_owner();
  /// The file, opened for reading and writing at `path()` where it is not open yet. A mode that creates does
  /// so.
  IoResult<std::shared_ptr<File>> open(const Key& key, const Path& path, OpenMode mode = OpenMode::kReadWrite,
                                       Note* note = nullptr);
  /// A file that is not kept open.
  IoResult<std::unique_ptr<File>> open_once(const std::string& path, OpenMode mode);
  /// Forgets a file that was renamed or removed.
  void drop(const Key& key);
  void drop_all_of(std::uint64_t owner);
  std::size_t open_count() const;
  /// Closes every file that nobody else holds.
  void close_idle();

 private:
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Entry {
    Key key;
    std::shared_ptr<OpenedFile> opened;
  };
  /// Caller holds the lock. What it returns is closed once the lock is released.
  std::vector<Entry> evict();

  FileSystem& files_;
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::uint64_t last_owner_ = 0;
  std::list<Entry> by_use_;  // the newest first; what was used since then moves when its turn to go comes
  std::unordered_map<Key, std::list<Entry>::iterator, Hash> by_key_;
};

}  // namespace moldau::log
