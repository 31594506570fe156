#include "log/file_cache.h"

#include <utility>
#include <vector>

namespace moldau::log {

std::size_t FileCache::Hash::operator()(const Key& key) const noexcept {
  auto bits = key.owner * 0x9e3779b97f4a7c15ULL;
  bits ^= static_cast<std::uint64_t>(key.base_offset) + (bits << 6) + (bits >> 2);
  return (bits * 0x9e3779b97f4a7c15ULL) ^ key.kind;
}

std::uint64_t FileCache::next_owner() {
  const std::lock_guard lock(mutex_);
  return ++last_owner_;
}

IoResult<std::shared_ptr<File>> FileCache::open(const Key& key, const Path& path, OpenMode mode) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
      by_use_.splice(by_use_.begin(), by_use_, found->second);
      return found->second->file;
    }
  }
  auto opened = open_once(path(), mode);
  if (!opened) return std::unexpected(std::move(opened.error()));
  std::shared_ptr<File> file = std::move(*opened);
  std::vector<std::shared_ptr<File>> evicted;  // closed once the lock is released
  const std::lock_guard lock(mutex_);
  const auto [at, inserted] = by_key_.try_emplace(key);
  if (!inserted) return at->second->file;
  by_use_.push_front({key, file});
  at->second = by_use_.begin();
  while (by_use_.size() > capacity_) {
    evicted.push_back(std::move(by_use_.back().file));
    by_key_.erase(by_use_.back().key);
    by_use_.pop_back();
  }
  return file;
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
    if (entry->file.use_count() > 1) continue;
    by_key_.erase(entry->key);
    idle.splice(idle.end(), by_use_, entry);
  }
}

void FileCache::drop(const Key& key) {
  std::shared_ptr<File> dropped;
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return;
  dropped = std::move(found->second->file);
  by_use_.erase(found->second);
  by_key_.erase(found);
}

void FileCache::drop_all_of(std::uint64_t owner) {
  std::vector<std::shared_ptr<File>> dropped;
  const std::lock_guard lock(mutex_);
  for (auto at = by_use_.begin(); at != by_use_.end();) {
    if (at->key.owner != owner) {
      ++at;
      continue;
    }
    dropped.push_back(std::move(at->file));
    by_key_.erase(at->key);
    at = by_use_.erase(at);
  }
}

std::size_t FileCache::open_count() const {
  const std::lock_guard lock(mutex_);
  return by_use_.size();
}

}  // namespace moldau::log
