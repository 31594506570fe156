#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/file_system.h"

namespace moldau::broker::test {

/// The real disk, which a test can stall, break and cut off from its power.
class HeldDisk final : public FileSystem {
 public:
  /// Reads or syncs of files whose path has this part, on threads whose name starts so.
  struct Which {
    std::string path_part;
    std::string thread_prefix;
  };

  /// From now on such a sync waits for release().
  void hold_syncs(Which which);
  void hold_reads(Which which);
  /// From now on nothing of files whose path has this part is in memory; "" for none.
  void drop_from_memory(const std::string& path_part);
  /// Waits until at least so many operations are being held; false if that takes too long.
  bool wait_until_held(std::size_t count = 1);
  /// Nothing is held any more; what was goes on.
  void release();
  /// From now on such a sync fails with EIO.
  void fail_syncs(const std::string& path_part);
  void fail_reads(Which which);
  /// A power cut: segments lose what was not synced, and nothing is written any more until mend(). What is
  /// held fails.
  void cut();
  void mend();

  IoResult<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
  IoResult<std::vector<DirectoryEntry>> list(const std::string& path) override { return disk_.list(path); }
  IoResult<bool> exists(const std::string& path) override { return disk_.exists(path); }
  IoResult<std::uint64_t> file_size(const std::string& path) override { return disk_.file_size(path); }
  IoResult<std::int64_t> modified_ms(const std::string& path) override { return disk_.modified_ms(path); }
  IoResult<DiskSpace> disk_space(const std::string& path) override { return disk_.disk_space(path); }
  IoResult<void> create_directories(const std::string& path) override;
  IoResult<void> rename(const std::string& from, const std::string& to) override;
  IoResult<void> remove(const std::string& path) override;
  IoResult<void> remove_all(const std::string& path) override;
  IoResult<void> sync_directory(const std::string& path) override { return disk_.sync_directory(path); }
  IoResult<std::unique_ptr<FileLock>> lock(const std::string& path) override { return disk_.lock(path); }

 private:
  friend class HeldFile;
  struct Extent {
    std::uint64_t synced = 0, written = 0;
  };
  bool is_cut();
  IoResult<void> refused_if_cut(const std::string& what);
  void wait_if_held(const std::optional<Which>& which, const std::string& path,
                    std::unique_lock<std::mutex>& lock);
  IoResult<void> before_sync(const std::string& path);
  IoResult<void> before_read(const std::string& path);
  bool in_memory(const std::string& path);

  FileSystem& disk_ = posix_file_system();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Which> held_syncs_, held_reads_, failing_reads_;
  std::optional<std::string> failing_syncs_;
  std::string not_in_memory_;
  std::size_t held_ = 0;
  bool cut_ = false;
  std::map<std::string, Extent> extents_;
};

}  // namespace moldau::broker::test
