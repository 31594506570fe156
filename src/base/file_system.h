#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace moldau {

/// A failed system call: what was tried on which path, and errno.
struct IoError {
  int code = 0;
  std::string what;
  std::string to_string() const;
  /// The process or the system has no descriptor or memory left; the disk is fine.
  bool lacks_resources() const;
};

template <class T>
using IoResult = std::expected<T, IoError>;

/// An open file. Calls are thread-safe as the system calls behind them are.
class File {
 public:
  virtual ~File() = default;
  /// Reads up to `out.size()` bytes at `position`; fewer only at the end of the file.
  virtual IoResult<std::size_t> read_at(MutableByteView out, std::uint64_t position) const = 0;
  /// Whether to read or send this range would not wait for the disk, as far as a look at some of its pages
  /// tells. True where the system has no way to ask.
  virtual bool in_memory(std::uint64_t position, std::size_t size) const = 0;
  /// Begins to bring the range into memory, and does not wait for it. From now on the system reads no further
  /// than it is asked to, as it would do that at the cost of whoever reads.
  virtual void prefetch(std::uint64_t position, std::size_t size) const = 0;
  virtual IoResult<void> write_at(ByteView bytes, std::uint64_t position) = 0;
  /// Makes the file's bytes and its size survive a power cut (fdatasync).
  virtual IoResult<void> sync() = 0;
  /// Syncs, and has what is read next come from the disk: where an earlier sync failed, and said so to
  /// another process, the system may hold in memory what the disk does not have.
  virtual IoResult<void> sync_and_forget() = 0;
  virtual IoResult<void> truncate(std::uint64_t size) = 0;
  /// Reserves space up to `size` without changing the file's size; a file system that cannot is no error.
  virtual IoResult<void> reserve(std::uint64_t size) = 0;
  virtual IoResult<std::uint64_t> size() const = 0;
  /// For sendfile; -1 where there is none.
  virtual int descriptor() const = 0;
};

/// Held for as long as the object lives; another process's attempt fails meanwhile.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

struct DirectoryEntry {
  std::string name;
  bool is_directory = false;
};

/// Of the file system that a path is on.
struct DiskSpace {
  std::uint64_t total_bytes = 0;
  std::uint64_t usable_bytes = 0;  // by this process
};

enum class OpenMode { kRead, kReadWrite, kCreate, kCreateNew };

/// The disk, as an argument. Paths are as the operating system's.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual IoResult<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
  virtual IoResult<std::vector<DirectoryEntry>> list(const std::string& path) = 0;
  virtual IoResult<bool> exists(const std::string& path) = 0;
  virtual IoResult<std::uint64_t> file_size(const std::string& path);
  /// When the file was last written to, by the wall clock.
  virtual IoResult<std::int64_t> modified_ms(const std::string& path) = 0;
  virtual IoResult<DiskSpace> disk_space(const std::string& path) = 0;
  virtual IoResult<void> create_directories(const std::string& path) = 0;
  /// Atomic within a file system; durable once the directory is synced.
  virtual IoResult<void> rename(const std::string& from, const std::string& to) = 0;
  virtual IoResult<void> remove(const std::string& path) = 0;
  virtual IoResult<void> remove_all(const std::string& path) = 0;
  virtual IoResult<void> sync_directory(const std::string& path) = 0;
  /// Takes the lock or fails at once with EWOULDBLOCK.
  virtual IoResult<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;

  /// create_directories(), and what was made survives a power cut.
  IoResult<void> create_directories_durably(const std::string& path);
  /// The whole of a small file.
  IoResult<Bytes> read_file(const std::string& path);
  /// Writes beside, syncs, renames over and syncs the directory: the old content or the new, never neither.
  IoResult<void> write_file_atomically(const std::string& path, ByteView content);
};

/// The real disk.
FileSystem& posix_file_system();

}  // namespace moldau
