#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/file_system.h"

namespace moldau {
namespace {

std::unexpected<IoError> failed(std::string what) {
  return std::unexpected(IoError{errno, std::move(what)});
}

template <class Call>
auto uninterrupted(Call call) {
  decltype(call()) result;
  do result = call();
  while (result < 0 && errno == EINTR);
  return result;
}

/// As far as the system reads ahead by default: what is there comes and goes in such pieces.
constexpr std::size_t kLookEvery = 128 * 1024;
constexpr std::size_t kSmallestPage = 4096;

class PosixFile final : public File {
 public:
  PosixFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~PosixFile() override { ::close(descriptor_); }

  IoResult<std::size_t> read_at(MutableByteView out, std::uint64_t position) const override {
    std::size_t done = 0;
    while (done < out.size()) {
      const auto count = uninterrupted([&] {
        return ::pread(descriptor_, out.data() + done, out.size() - done,
                       static_cast<off_t>(position + done));
      });
      if (count < 0) return failed("read " + path_);
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    return done;
  }

  bool in_memory(std::uint64_t position, std::size_t size) const override {
    // The first page first: where it is missing, that is all that the system is asked to bring.
    for (std::size_t done = 0; done < size; done += kLookEvery)
      if (waits_for_disk(position + done)) return false;
    const auto last = position + size - 1;
    return size == 0 || last / kSmallestPage == position / kSmallestPage || !waits_for_disk(last);
  }

  void prefetch(std::uint64_t position, std::size_t size) const override {
    (void)::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_RANDOM);
    // In steps, as the system cuts each call to what it would read ahead.
    for (std::size_t done = 0; done < size; done += kLookEvery)
      (void)::posix_fadvise(descriptor_, static_cast<off_t>(position + done),
                            static_cast<off_t>(std::min(kLookEvery, size - done)), POSIX_FADV_WILLNEED);
  }

  IoResult<void> write_at(ByteView bytes, std::uint64_t position) override {
    while (!bytes.empty()) {
      const auto count = uninterrupted(
          [&] { return ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(position)); });
      if (count == 0) errno = EIO;
      if (count <= 0) return failed("write " + path_);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      position += static_cast<std::uint64_t>(count);
    }
    return {};
  }

  IoResult<void> sync() override {
    if (::fdatasync(descriptor_) != 0) return failed("fdatasync " + path_);
    return {};
  }

  IoResult<void> sync_and_forget() override {
    if (auto done = sync(); !done) return done;
    (void)::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_DONTNEED);
    return {};
  }

  IoResult<void> truncate(std::uint64_t size) override {
    if (uninterrupted([&] { return ::ftruncate(descriptor_, static_cast<off_t>(size)); }) != 0)
      return failed("truncate " + path_);
    return {};
  }

  IoResult<void> reserve(std::uint64_t size) override {
    if (::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(size)) != 0 && errno == ENOSPC)
      return failed("reserve space for " + path_);
    return {};
  }

  IoResult<std::uint64_t> size() const override {
    struct stat status;
    if (::fstat(descriptor_, &status) != 0) return failed("stat " + path_);
    return static_cast<std::uint64_t>(status.st_size);
  }

  int descriptor() const override { return descriptor_; }

 private:
  bool waits_for_disk(std::uint64_t position) const {
    std::uint8_t byte = 0;
    const iovec into{.iov_base = &byte, .iov_len = 1};
    return ::preadv2(descriptor_, &into, 1, static_cast<off_t>(position), RWF_NOWAIT) < 0 && errno == EAGAIN;
  }

  int descriptor_;
  std::string path_;
};

class PosixLock final : public FileLock {
 public:
  explicit PosixLock(int descriptor) : descriptor_(descriptor) {}
  ~PosixLock() override { ::close(descriptor_); }

 private:
  int descriptor_;
};

int flags_of(OpenMode mode) {
  switch (mode) {
    case OpenMode::kRead: return O_RDONLY;
    case OpenMode::kReadWrite: return O_RDWR;
    case OpenMode::kCreate: return O_RDWR | O_CREAT;
    case OpenMode::kCreateNew: return O_RDWR | O_CREAT | O_EXCL;
  }
  return O_RDONLY;
}

class PosixFileSystem final : public FileSystem {
 public:
  IoResult<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
    const int descriptor =
        uninterrupted([&] { return ::open(path.c_str(), flags_of(mode) | O_CLOEXEC, 0644); });
    if (descriptor < 0) return failed("open " + path);
    return std::make_unique<PosixFile>(descriptor, path);
  }

  IoResult<std::vector<DirectoryEntry>> list(const std::string& path) override {
    DIR* directory = ::opendir(path.c_str());
    if (!directory) return failed("list " + path);
    std::vector<DirectoryEntry> entries;
    while (true) {
      errno = 0;  // readdir returns nothing at the end and on failure alike
      const dirent* entry = ::readdir(directory);
      if (!entry) break;
      const std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      struct stat status;
      const bool is_directory =
          entry->d_type == DT_UNKNOWN
              ? ::stat((path + "/" + name).c_str(), &status) == 0 && S_ISDIR(status.st_mode)
              : entry->d_type == DT_DIR;
      entries.push_back({name, is_directory});
    }
    const int error = errno;
    ::closedir(directory);
    if (error != 0) return std::unexpected(IoError{error, "list " + path});
    return entries;
  }

  IoResult<bool> exists(const std::string& path) override {
    struct stat status;
    if (::stat(path.c_str(), &status) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return failed("stat " + path);
  }

  IoResult<std::uint64_t> file_size(const std::string& path) override {
    struct stat status;
    if (::stat(path.c_str(), &status) != 0) return failed("stat " + path);
    return static_cast<std::uint64_t>(status.st_size);
  }

  IoResult<std::int64_t> modified_ms(const std::string& path) override {
    struct stat status;
    if (::stat(path.c_str(), &status) != 0) return failed("stat " + path);
    return std::int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1'000'000;
  }

  IoResult<DiskSpace> disk_space(const std::string& path) override {
    struct statvfs status;
    if (::statvfs(path.c_str(), &status) != 0) return failed("statvfs " + path);
    return DiskSpace{status.f_blocks * status.f_frsize, status.f_bavail * status.f_frsize};
  }

  IoResult<void> create_directories(const std::string& path) override {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) return std::unexpected(IoError{error.value(), "create directory " + path});
    return {};
  }

  IoResult<void> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename " + from + " to " + to);
    return {};
  }

  IoResult<void> remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed("remove " + path);
    return {};
  }

  IoResult<void> remove_all(const std::string& path) override {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error) return std::unexpected(IoError{error.value(), "remove " + path});
    return {};
  }

  IoResult<void> sync_directory(const std::string& path) override {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return failed("open directory " + path);
    const int result = ::fsync(descriptor);
    const int error = errno;
    ::close(descriptor);
    if (result != 0) return std::unexpected(IoError{error, "fsync directory " + path});
    return {};
  }

  IoResult<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return failed("open " + path);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      ::close(descriptor);
      return std::unexpected(IoError{error, "lock " + path});
    }
    return std::make_unique<PosixLock>(descriptor);
  }
};

}  // namespace

FileSystem& posix_file_system() {
  static PosixFileSystem instance;
  return instance;
}

}  // namespace moldau
