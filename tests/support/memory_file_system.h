#pragma once

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/file_system.h"

namespace moldau::testing {

/// A disk in memory that knows what was synced and what was not, and can fail on demand. Thread-safe.
///
/// crash() is a power cut: of every file any subset of the pages written since its last sync is lost, its
/// size may be anything between the old and the new one, and of every directory any subset of the entries
/// that were made, renamed or removed since its last sync is as before, in any order. A directory that is new
/// and whose parent was not synced may be gone with all that is in it; one that was removed may be there,
/// with some of its files. Open files and locks are dead afterwards.
class MemoryFileSystem final : public FileSystem {
 public:
  enum class Operation { kRead, kWrite, kSync, kTruncate, kCreate, kRename, kRemove, kSyncDirectory };
  /// What an operation comes to: an errno, and for a write how many bytes got there before.
  struct Fault {
    int code = 0;
    std::size_t written = 0;
  };
  using FaultRule = std::function<std::optional<Fault>(Operation, const std::string& path)>;
  static constexpr std::size_t kPage = 4096;
  /// What its disk is said to hold, and never gets full of.
  static constexpr std::uint64_t kDiskBytes = 1 << 30;

  /// Who uses it.
  enum class Threads { kOne, kMany };
  explicit MemoryFileSystem(Threads threads = Threads::kMany) : mutex_(threads) {}

  IoResult<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
  IoResult<std::vector<DirectoryEntry>> list(const std::string& path) override;
  IoResult<bool> exists(const std::string& path) override;
  IoResult<std::uint64_t> file_size(const std::string& path) override;
  IoResult<std::int64_t> modified_ms(const std::string& path) override;
  IoResult<DiskSpace> disk_space(const std::string& path) override;
  IoResult<void> create_directories(const std::string& path) override;
  IoResult<void> rename(const std::string& from, const std::string& to) override;
  IoResult<void> remove(const std::string& path) override;
  IoResult<void> remove_all(const std::string& path) override;
  IoResult<void> sync_directory(const std::string& path) override;
  IoResult<std::unique_ptr<FileLock>> lock(const std::string& path) override;

  void crash(std::uint64_t seed);
  /// A disk with the same files, and as much of them synced. Nothing of it is open.
  std::unique_ptr<MemoryFileSystem> copy() const;
  /// Called before each changing operation, by whoever makes it, with its number: where the power may fail.
  /// The disk may be copied meanwhile, and not used otherwise.
  void before_each(std::function<void(std::uint64_t)> call);
  /// Asked before every operation; an empty rule is a healthy disk. While it is asked for a sync, others may
  /// use the disk: what they write is not synced with the rest.
  void set_faults(FaultRule rule);
  /// The `nth` changing operation from now on (0: the next one) fails, and no other.
  void fail_nth(std::uint64_t nth, Fault fault);
  /// The `nth` changing operation from now on and every later one fail: the power is on its way out.
  void fail_from(std::uint64_t nth, Fault fault);
  /// What the system has in memory of files: all, unless it is told otherwise.
  struct PageCache {
    std::function<bool(const std::string& path)> holds;
    /// Called while a part is fetched. Others may use the disk.
    std::function<void()> fetch;
  };
  void set_page_cache(PageCache cache);
  /// From now on no file can be opened while this many are: EMFILE.
  void set_descriptor_limit(std::size_t limit);
  /// Changing operations so far.
  std::uint64_t operations() const;
  std::size_t open_files() const;

  /// What is in a file, and a change to it that no sync is needed for: as another program or a bad disk does
  /// it.
  Bytes content(const std::string& path) const;
  void tamper(const std::string& path, Bytes content);
  /// What writes from now on are dated with.
  void set_clock(std::int64_t now_ms);
  std::vector<std::string> paths() const;

 private:
  friend class MemoryFile;
  friend class MemoryLock;
  struct Node {
    Bytes content, durable;
    /// Of them, those that were written since the last sync began.
    std::set<std::size_t> dirty_pages, dirty_since_sync;
    std::int64_t modified_ms = 0;
    std::uint64_t syncs_begun = 0, last_sync = 0;

    /// Other pages stay as they are on the disk, also where memory has another content since a sync failed.
    void make_durable(const Bytes& synced, const std::set<std::size_t>& pages);
    void forget_clean_pages();
    void mark_dirty(std::size_t page) {
      dirty_pages.insert(page);
      dirty_since_sync.insert(page);
    }
  };
  using NodePtr = std::shared_ptr<Node>;
  /// A change of names that its directory was not synced for. Renames have both paths.
  struct NameChange {
    std::string from, to;
    NodePtr node;
  };

  static std::string parent_of(const std::string& path);
  std::optional<Fault> fault(Operation operation, const std::string& path);
  void add_parents(const std::string& path);
  void make_directory(const std::string& path);
  void lose_names(std::mt19937_64& random);
  void lose_directories(std::mt19937_64& random);
  static void lose_pages(Node& node, std::mt19937_64& random);
  void rename_directory(const std::string& from, const std::string& to);
  void apply(std::map<std::string, NodePtr>& names, const NameChange& change) const;
  /// Notes a change that the directory is to be synced for.
  void note(NameChange change);

  /// Recursive for before_each() alone.
  /// One thread needs none, and its fault rules may do what takes other locks.
  class Mutex {
   public:
    explicit Mutex(Threads users) : threads(users) {}
    void lock() {
      if (threads == Threads::kMany) mutex_.lock();
    }
    void unlock() {
      if (threads == Threads::kMany) mutex_.unlock();
    }
    const Threads threads;

   private:
    std::recursive_mutex mutex_;
  };
  mutable Mutex mutex_;
  std::map<std::string, NodePtr> names_, durable_names_;
  std::map<std::string, std::vector<NameChange>> pending_;  // by directory
  /// From and to, in order: their parents were not synced since.
  std::vector<std::pair<std::string, std::string>> directory_renames_;
  std::set<std::string> directories_;
  /// Made and removed since their parents were synced.
  std::set<std::string> new_directories_, removed_directories_;
  std::set<std::string> locked_;
  std::uint64_t generation_ = 0, operations_ = 0;
  std::size_t open_files_ = 0, descriptor_limit_ = std::numeric_limits<std::size_t>::max();
  std::int64_t now_ms_ = 0;
  FaultRule rule_;
  PageCache page_cache_;
  std::function<void(std::uint64_t)> before_each_;
};

}  // namespace moldau::testing
