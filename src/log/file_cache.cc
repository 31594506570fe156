#include "log/file_cache.h"

#include <utility>

namespace moldau::log {

struct OpenedFile {
  const std::unique_ptr<File> file;
  std::atomic<bool> used = false;  // since it was opened, or since its turn to go came

  static std::shared_ptr<File> use(const std::shared_ptr<OpenedFile>& opened) {
    // Looked at first: a store would take the line from every other core that uses the file.
    if (!opened->used.load(std::memory_order_relaxed)) opened->used.store(true, std::memory_order_relaxed);
    return {opened, opened->file.get()};
  }
};

std::shared_ptr<File> FileCache::Note::file() const {
  const auto opened = opened_.lock();
  return opened ? OpenedFile::use(opened) : nullptr;
}

std::size_t FileCache::Hash::operator()(const Key& key) const noexcept {
  auto bits = key.owner * 0x9e3779b97f4a7c15ULL;
  bits ^= static_cast<std::uint64_t>(key.base_offset) + (bits << 6) + (bits >> 2);
  return (bits * 0x9e3779b97f4a7c15ULL) ^ key.kind ^ (static_cast<std::uint64_t>(key.generation) << 8);
}

std::uint64_t FileCache::next_owner() {
  const std::lock_guard lock(mutex_);
  return ++last_owner_;
}

IoResult<std::shared_ptr<File>> FileCache::open(const Key& key, const Path& path, OpenMode mode, Note* note) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
      if (note) note->opened_ = found->second->opened;
      return OpenedFile::use(found->second->opened);
    }
  }
  auto file = open_once(path(), mode);
  if (!file) return std::unexpected(std::move(file.error()));
  auto opened = std::make_shared<OpenedFile>(std::move(*file));
  std::vector<Entry> evicted;
  {
    const std::lock_guard lock(mutex_);
    const auto [at, inserted] = by_key_.try_emplace(key);
    if (inserted) {
      by_use_.push_front({key, opened});
      at->second = by_use_.begin();
      evicted = evict();
    } else {
      opened = at->second->opened;
    }
  }
  if (note) note->opened_ = opened;
  return std::shared_ptr<File>(opened, opened->file.get());
}

std::vector<FileCache::Entry> FileCache::evict() {
  std::vector<Entry> evicted;
  while (by_use_.size() > capacity_) {
    auto& oldest = by_use_.back();
    if (oldest.opened->used.exchange(false, std::memory_order_relaxed)) {
      by_use_.splice(by_use_.begin(), by_use_, std::prev(by_use_.end()));
      continue;
    }
    by_key_.erase(oldest.key);
    evicted.push_back(std::move(oldest));
    by_use_.pop_back();
  }
  return evicted;
}

IoResult<std::unique_ptr<File>> FileCache::open_once(const std::string& path, OpenMode mode) {
  auto opened = files_.open(path, mode);
  if (opened || !opened.error().lacks_resources()) return opened;
  close_idle();
  return files_.open(path, mode);
}

void FileCache::close_idle() {
  std::list<Entry> idle;  // closed once the lock is released
  const std::lock_guard lock(mutex_);
  for (auto at = by_use_.begin(); at != by_use_.end();) {
    const auto entry = at++;
    if (entry->opened.use_count() > 1) continue;
    by_key_.erase(entry->key);
    idle.splice(idle.end(), by_use_, entry);
  }
}

void FileCache::drop(const Key& key) {
  std::shared_ptr<OpenedFile> dropped;
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return;
  dropped = std::move(found->second->opened);
  by_use_.erase(found->second);
  by_key_.erase(found);
}

void FileCache::drop_all_of(std::uint64_t owner) {
  std::vector<std::shared_ptr<OpenedFile>> dropped;
  const std::lock_guard lock(mutex_);
  for (auto at = by_use_.begin(); at != by_use_.end();) {
    if (at->key.owner != owner) {
      ++at;
      continue;
    }
    dropped.push_back(std::move(at->opened));
    by_key_.erase(at->key);
    at = by_use_.erase(at);
  }
}

std::size_t FileCache::open_count() const {
  const std::lock_guard lock(mutex_);
  return by_use_.size();
}

}  // namespace moldau::log
