#include "tests/broker/held_disk.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <pthread.h>
#include <utility>

namespace moldau::broker::test {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);

bool applies(const HeldDisk::Which& which, const std::string& path) {
  std::array<char, 16> name{};
  pthread_getname_np(pthread_self(), name.data(), name.size());
  return path.contains(which.path_part) && std::string_view(name.data()).starts_with(which.thread_prefix);
}

std::unexpected<IoError> broken(const std::string& what) {
  return std::unexpected(IoError{EIO, what});
}

}  // namespace

/// A file on a held disk.
class HeldFile final : public File {
 public:
  HeldFile(HeldDisk& disk, std::string path, std::unique_ptr<File> file)
      : disk_(disk), path_(std::move(path)), file_(std::move(file)) {}

  IoResult<std::size_t> read_at(MutableByteView out, std::uint64_t position) const override {
    if (auto before = disk_.before_read(path_); !before) return std::unexpected(before.error());
    return file_->read_at(out, position);
  }
  bool in_memory(std::uint64_t position, std::size_t size) const override {
    return disk_.in_memory(path_) && file_->in_memory(position, size);
  }
  void prefetch(std::uint64_t position, std::size_t size) const override { file_->prefetch(position, size); }
  IoResult<void> write_at(ByteView bytes, std::uint64_t position) override {
    if (auto cut = disk_.refused_if_cut("write " + path_); !cut) return cut;
    const std::lock_guard lock(disk_.mutex_);
    auto& written = disk_.extents_[path_].written;
    written = std::max(written, position + bytes.size());
    return file_->write_at(bytes, position);
  }
  IoResult<void> sync() override {
    std::uint64_t written;
    {
      const std::lock_guard lock(disk_.mutex_);
      written = disk_.extents_[path_].written;
    }
    if (auto before = disk_.before_sync(path_); !before) return before;
    const std::lock_guard lock(disk_.mutex_);
    disk_.extents_[path_].synced = written;
    return file_->sync();
  }
  IoResult<void> sync_and_forget() override {
    if (auto done = sync(); !done) return done;
    return file_->sync_and_forget();
  }
  IoResult<void> truncate(std::uint64_t size) override {
    if (auto cut = disk_.refused_if_cut("truncate " + path_); !cut) return cut;
    const std::lock_guard lock(disk_.mutex_);
    disk_.extents_[path_] = {size, size};
    return file_->truncate(size);
  }
  IoResult<void> reserve(std::uint64_t size) override { return file_->reserve(size); }
  IoResult<std::uint64_t> size() const override { return file_->size(); }
  int descriptor() const override { return file_->descriptor(); }

 private:
  HeldDisk& disk_;
  const std::string path_;
  const std::unique_ptr<File> file_;
};

void HeldDisk::hold_syncs(Which which) {
  const std::lock_guard lock(mutex_);
  held_syncs_ = std::move(which);
}

void HeldDisk::hold_reads(Which which) {
  const std::lock_guard lock(mutex_);
  held_reads_ = std::move(which);
}

void HeldDisk::drop_from_memory(const std::string& path_part) {
  const std::lock_guard lock(mutex_);
  not_in_memory_ = path_part;
}

bool HeldDisk::wait_until_held(std::size_t count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] { return held_ >= count; });
}

void HeldDisk::release() {
  const std::lock_guard lock(mutex_);
  held_syncs_.reset();
  held_reads_.reset();
  changed_.notify_all();
}

void HeldDisk::fail_syncs(const std::string& path_part) {
  const std::lock_guard lock(mutex_);
  failing_syncs_ = path_part;
}

void HeldDisk::fail_reads(Which which) {
  const std::lock_guard lock(mutex_);
  failing_reads_ = std::move(which);
}

void HeldDisk::cut() {
  const std::lock_guard lock(mutex_);
  cut_ = true;
  for (const auto& [path, extent] : extents_) {
    if (!path.ends_with(".log") || extent.written <= extent.synced) continue;
    if (auto file = disk_.open(path, OpenMode::kReadWrite)) (*file)->truncate(extent.synced).value();
  }
  held_syncs_.reset();
  held_reads_.reset();
  changed_.notify_all();
}

void HeldDisk::mend() {
  const std::lock_guard lock(mutex_);
  cut_ = false;
  failing_syncs_.reset();
  extents_.clear();
}

bool HeldDisk::is_cut() {
  const std::lock_guard lock(mutex_);
  return cut_;
}

IoResult<void> HeldDisk::refused_if_cut(const std::string& what) {
  if (is_cut()) return broken(what);
  return {};
}

void HeldDisk::wait_if_held(const std::optional<Which>& which, const std::string& path,
                            std::unique_lock<std::mutex>& lock) {
  if (!which || !applies(*which, path)) return;
  ++held_;
  changed_.notify_all();
  changed_.wait(lock, [&] { return !which.has_value(); });
  --held_;
}

IoResult<void> HeldDisk::before_sync(const std::string& path) {
  std::unique_lock lock(mutex_);
  wait_if_held(held_syncs_, path, lock);
  if (cut_ || (failing_syncs_ && path.contains(*failing_syncs_))) return broken("fdatasync " + path);
  return {};
}

IoResult<void> HeldDisk::before_read(const std::string& path) {
  std::unique_lock lock(mutex_);
  wait_if_held(held_reads_, path, lock);
  if (failing_reads_ && applies(*failing_reads_, path)) return broken("read " + path);
  return {};
}

bool HeldDisk::in_memory(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return not_in_memory_.empty() || !path.contains(not_in_memory_);
}

IoResult<std::unique_ptr<File>> HeldDisk::open(const std::string& path, OpenMode mode) {
  if (mode != OpenMode::kRead && is_cut()) return broken("open " + path);
  auto file = disk_.open(path, mode);
  if (!file) return std::unexpected(file.error());
  const auto size = (*file)->size();
  const std::lock_guard lock(mutex_);
  if (size) extents_.try_emplace(path, Extent{*size, *size});
  return std::make_unique<HeldFile>(*this, path, std::move(*file));
}

IoResult<void> HeldDisk::create_directories(const std::string& path) {
  if (auto cut = refused_if_cut("create directory " + path); !cut) return cut;
  return disk_.create_directories(path);
}

IoResult<void> HeldDisk::rename(const std::string& from, const std::string& to) {
  if (auto cut = refused_if_cut("rename " + from); !cut) return cut;
  const std::lock_guard lock(mutex_);
  std::erase_if(extents_,
                [&](const auto& each) { return each.first == to || each.first.starts_with(from + "/"); });
  if (auto moved = extents_.extract(from)) {
    moved.key() = to;
    extents_.insert(std::move(moved));
  }
  return disk_.rename(from, to);
}

IoResult<void> HeldDisk::remove(const std::string& path) {
  if (auto cut = refused_if_cut("remove " + path); !cut) return cut;
  const std::lock_guard lock(mutex_);
  extents_.erase(path);
  return disk_.remove(path);
}

IoResult<void> HeldDisk::remove_all(const std::string& path) {
  if (auto cut = refused_if_cut("remove " + path); !cut) return cut;
  return disk_.remove_all(path);
}

}  // namespace moldau::broker::test
