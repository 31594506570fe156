#include "tests/support/memory_file_system.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace moldau::testing {
namespace {

std::unexpected<IoError> failed(int code, std::string what) {
  return std::unexpected(IoError{code, std::move(what)});
}

}  // namespace

class MemoryFile final : public File {
 public:
  MemoryFile(MemoryFileSystem& disk, std::string path, MemoryFileSystem::NodePtr node, bool writable)
      : disk_(disk),
        path_(std::move(path)),
        node_(std::move(node)),
        generation_(disk.generation_),
        writable_(writable) {
    ++disk.open_files_;
  }
  ~MemoryFile() override {
    const std::lock_guard lock(disk_.mutex_);
    --disk_.open_files_;
  }

  IoResult<std::size_t> read_at(MutableByteView out, std::uint64_t position) const override {
    const std::lock_guard lock(disk_.mutex_);
    if (const auto fault = begin(MemoryFileSystem::Operation::kRead))
      return failed(fault->code, "read " + path_);
    if (position >= node_->content.size()) return 0;
    const auto count = std::min<std::size_t>(out.size(), node_->content.size() - position);
    std::copy_n(node_->content.begin() + static_cast<std::ptrdiff_t>(position), count, out.begin());
    return count;
  }

  bool in_memory(std::uint64_t, std::size_t) const override {
    const std::lock_guard lock(disk_.mutex_);
    return !disk_.page_cache_.holds || disk_.page_cache_.holds(path_);
  }
  void prefetch(std::uint64_t, std::size_t) const override {
    const std::lock_guard lock(disk_.mutex_);
    if (disk_.page_cache_.fetch) disk_.page_cache_.fetch();
  }

  IoResult<void> write_at(ByteView bytes, std::uint64_t position) override {
    const std::lock_guard lock(disk_.mutex_);
    if (!writable_) return failed(EBADF, "write " + path_);
    const auto fault = begin(MemoryFileSystem::Operation::kWrite);
    if (fault) bytes = bytes.first(std::min(bytes.size(), fault->written));
    if (!bytes.empty()) put(bytes, position);
    if (fault) return failed(fault->code, "write " + path_);
    return {};
  }

  IoResult<void> sync() override {
    const std::lock_guard lock(disk_.mutex_);
    const auto number = ++node_->syncs_begun;
    node_->dirty_since_sync.clear();
    const auto content = node_->content;
    const auto pages = node_->dirty_pages;
    if (const auto fault = begin(MemoryFileSystem::Operation::kSync)) {
      // As Linux: the error is told once, and the pages count as clean.
      node_->dirty_pages = node_->dirty_since_sync;
      return failed(fault->code, "fdatasync " + path_);
    }
    if (node_->last_sync > number) return {};  // one that began later has ended before
    node_->last_sync = number;
    node_->make_durable(content, pages);
    node_->dirty_pages = node_->dirty_since_sync;
    return {};
  }

  IoResult<void> sync_and_forget() override {
    if (auto done = sync(); !done) return done;
    const std::lock_guard lock(disk_.mutex_);
    node_->forget_clean_pages();
    return {};
  }

  IoResult<void> truncate(std::uint64_t size) override {
    const std::lock_guard lock(disk_.mutex_);
    if (const auto fault = begin(MemoryFileSystem::Operation::kTruncate))
      return failed(fault->code, "truncate " + path_);
    for (auto page = size / MemoryFileSystem::kPage; page * MemoryFileSystem::kPage < node_->content.size();
         ++page)
      node_->mark_dirty(page);
    node_->content.resize(size);
    return {};
  }

  IoResult<void> reserve(std::uint64_t) override { return {}; }

  IoResult<std::uint64_t> size() const override {
    const std::lock_guard lock(disk_.mutex_);
    return node_->content.size();
  }

  int descriptor() const override { return -1; }

 private:
  std::optional<MemoryFileSystem::Fault> begin(MemoryFileSystem::Operation operation) const {
    if (generation_ != disk_.generation_) return MemoryFileSystem::Fault{ESTALE};
    return disk_.fault(operation, path_);
  }

  void put(ByteView bytes, std::uint64_t position) {
    node_->modified_ms = disk_.now_ms_;
    if (node_->content.size() < position + bytes.size()) node_->content.resize(position + bytes.size());
    std::ranges::copy(bytes, node_->content.begin() + static_cast<std::ptrdiff_t>(position));
    const auto last = (position + bytes.size() - 1) / MemoryFileSystem::kPage;
    for (auto page = position / MemoryFileSystem::kPage; page <= last; ++page) node_->mark_dirty(page);
  }

  MemoryFileSystem& disk_;
  std::string path_;
  MemoryFileSystem::NodePtr node_;
  std::uint64_t generation_;
  bool writable_;
};

class MemoryLock final : public FileLock {
 public:
  MemoryLock(MemoryFileSystem& disk, std::string path)
      : disk_(disk), path_(std::move(path)), generation_(disk.generation_) {}
  ~MemoryLock() override {
    const std::lock_guard lock(disk_.mutex_);
    if (generation_ == disk_.generation_) disk_.locked_.erase(path_);
  }

 private:
  MemoryFileSystem& disk_;
  std::string path_;
  std::uint64_t generation_;
};

void MemoryFileSystem::Node::make_durable(const Bytes& synced, const std::set<std::size_t>& pages) {
  durable.resize(synced.size());
  for (const auto page : pages) {
    const auto from = std::min(page * kPage, synced.size()), to = std::min(from + kPage, synced.size());
    std::copy(synced.begin() + static_cast<std::ptrdiff_t>(from),
              synced.begin() + static_cast<std::ptrdiff_t>(to),
              durable.begin() + static_cast<std::ptrdiff_t>(from));
  }
}

void MemoryFileSystem::Node::forget_clean_pages() {
  for (std::size_t from = 0; from < content.size(); from += kPage) {
    if (dirty_pages.contains(from / kPage)) continue;
    const auto to = std::min(from + kPage, std::min(content.size(), durable.size()));
    if (from < to)
      std::copy(durable.begin() + static_cast<std::ptrdiff_t>(from),
                durable.begin() + static_cast<std::ptrdiff_t>(to),
                content.begin() + static_cast<std::ptrdiff_t>(from));
  }
}

std::string MemoryFileSystem::parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::optional<MemoryFileSystem::Fault> MemoryFileSystem::fault(Operation operation, const std::string& path) {
  if (operation != Operation::kRead) {
    if (before_each_) before_each_(operations_);
    ++operations_;
  }
  return rule_ ? rule_(operation, path) : std::nullopt;
}

void MemoryFileSystem::add_parents(const std::string& path) {
  for (auto at = path; !at.empty(); at = parent_of(at)) directories_.insert(at);
}

IoResult<std::unique_ptr<File>> MemoryFileSystem::open(const std::string& path, OpenMode mode) {
  const std::lock_guard lock(mutex_);
  if (open_files_ >= descriptor_limit_) return failed(EMFILE, "open " + path);
  const bool may_create = mode == OpenMode::kCreate || mode == OpenMode::kCreateNew;
  const auto found = names_.find(path);
  if (found != names_.end() && mode == OpenMode::kCreateNew) return failed(EEXIST, "open " + path);
  if (found == names_.end() && !may_create) return failed(ENOENT, "open " + path);
  if (found == names_.end()) {
    if (!directories_.contains(parent_of(path))) return failed(ENOENT, "open " + path);
    if (const auto bad = fault(Operation::kCreate, path)) return failed(bad->code, "open " + path);
    note({"", path, names_[path] = std::make_shared<Node>()});
  }
  return std::make_unique<MemoryFile>(*this, path, names_.at(path), mode != OpenMode::kRead);
}

IoResult<std::vector<DirectoryEntry>> MemoryFileSystem::list(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!directories_.contains(path)) return failed(ENOENT, "list " + path);
  std::vector<DirectoryEntry> entries;
  const auto below = path + "/";
  for (auto at = names_.lower_bound(below); at != names_.end() && at->first.starts_with(below); ++at)
    if (parent_of(at->first) == path) entries.push_back({at->first.substr(below.size()), false});
  for (auto at = directories_.lower_bound(below); at != directories_.end() && at->starts_with(below); ++at)
    if (parent_of(*at) == path) entries.push_back({at->substr(below.size()), true});
  return entries;
}

IoResult<bool> MemoryFileSystem::exists(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return names_.contains(path) || directories_.contains(path);
}

IoResult<std::uint64_t> MemoryFileSystem::file_size(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const auto found = names_.find(path);
  if (found == names_.end()) return failed(ENOENT, "stat " + path);
  return found->second->content.size();
}

IoResult<std::int64_t> MemoryFileSystem::modified_ms(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const auto found = names_.find(path);
  if (found == names_.end()) return failed(ENOENT, "stat " + path);
  return found->second->modified_ms;
}

void MemoryFileSystem::set_clock(std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  now_ms_ = now_ms;
}

IoResult<DiskSpace> MemoryFileSystem::disk_space(const std::string&) {
  return DiskSpace{kDiskBytes, kDiskBytes};
}

void MemoryFileSystem::make_directory(const std::string& path) {
  if (path.empty() || directories_.contains(path)) return;
  make_directory(parent_of(path));
  // One that was removed before counts as gone for good: its new namesake is another one.
  removed_directories_.erase(path);
  std::erase_if(durable_names_, [&](const auto& each) { return each.first.starts_with(path + "/"); });
  pending_.erase(path);
  new_directories_.insert(path);
  directories_.insert(path);
}

IoResult<void> MemoryFileSystem::create_directories(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!directories_.contains(path))
    if (const auto bad = fault(Operation::kCreate, path)) return failed(bad->code, "mkdir " + path);
  make_directory(path);
  return {};
}

void MemoryFileSystem::note(NameChange change) {
  const auto directory = parent_of(change.to.empty() ? change.from : change.to);
  pending_[directory].push_back(std::move(change));
}

void MemoryFileSystem::apply(std::map<std::string, NodePtr>& names, const NameChange& change) const {
  if (change.from.empty()) {
    names[change.to] = change.node;
    return;
  }
  const auto found = names.find(change.from);
  if (found == names.end() || found->second != change.node) return;
  if (!change.to.empty()) names[change.to] = change.node;
  names.erase(change.from);
}

IoResult<void> MemoryFileSystem::rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  if (const auto bad = fault(Operation::kRename, from)) return failed(bad->code, "rename " + from);
  if (directories_.contains(from)) {
    rename_directory(from, to);
    directory_renames_.emplace_back(from, to);
    return {};
  }
  const auto found = names_.find(from);
  if (found == names_.end()) return failed(ENOENT, "rename " + from);
  const NameChange change{from, to, found->second};
  apply(names_, change);
  note(change);
  return {};
}

void MemoryFileSystem::rename_directory(const std::string& from, const std::string& to) {
  const auto moved = [&](const std::string& path) {
    return path.starts_with(from + "/") ? to + path.substr(from.size()) : path;
  };
  for (auto* names : {&names_, &durable_names_}) {
    std::map<std::string, NodePtr> after;
    for (auto& [path, node] : *names) after[moved(path)] = node;
    *names = std::move(after);
  }
  if (auto inside = pending_.extract(from)) {
    for (auto& change : inside.mapped()) change = {moved(change.from), moved(change.to), change.node};
    inside.key() = to;
    pending_.insert(std::move(inside));
  }
  for (auto* set : {&directories_, &new_directories_})
    if (set->erase(from) > 0) set->insert(to);
  add_parents(to);
}

IoResult<void> MemoryFileSystem::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const auto found = names_.find(path);
  if (found == names_.end()) return {};
  if (const auto bad = fault(Operation::kRemove, path)) return failed(bad->code, "remove " + path);
  note({path, "", found->second});
  names_.erase(found);
  return {};
}

IoResult<void> MemoryFileSystem::remove_all(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (const auto bad = fault(Operation::kRemove, path)) return failed(bad->code, "remove " + path);
  const auto is_of_it = [&](const std::string& each) { return each == path || each.starts_with(path + "/"); };
  for (const auto& [name, node] : names_)
    if (is_of_it(name)) note({name, "", node});
  std::erase_if(names_, [&](const auto& each) { return is_of_it(each.first); });
  for (const auto& each : directories_)
    if (is_of_it(each)) removed_directories_.insert(each);
  for (const auto& each : removed_directories_) directories_.erase(each);
  return {};
}

IoResult<void> MemoryFileSystem::sync_directory(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (path == "/") {
    std::erase_if(new_directories_, [](const auto& each) { return parent_of(each).empty(); });
    return {};
  }
  if (!directories_.contains(path)) return failed(ENOENT, "open directory " + path);
  if (const auto bad = fault(Operation::kSyncDirectory, path))
    return failed(bad->code, "fsync directory " + path);
  for (const auto& change : pending_[path]) apply(durable_names_, change);
  pending_.erase(path);
  const auto is_in_it = [&](const std::string& each) { return parent_of(each) == path; };
  std::erase_if(directory_renames_, [&](const auto& each) { return is_in_it(each.second); });
  std::erase_if(new_directories_, is_in_it);
  const auto removed = removed_directories_;
  for (const auto& gone : removed) {
    if (!is_in_it(gone)) continue;
    const auto is_of_it = [&](const std::string& each) {
      return each == gone || each.starts_with(gone + "/");
    };
    std::erase_if(removed_directories_, is_of_it);
    std::erase_if(durable_names_, [&](const auto& each) { return is_of_it(each.first); });
    std::erase_if(pending_, [&](const auto& each) { return is_of_it(each.first); });
  }
  return {};
}

IoResult<std::unique_ptr<FileLock>> MemoryFileSystem::lock(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!locked_.insert(path).second) return failed(EWOULDBLOCK, "lock " + path);
  return std::make_unique<MemoryLock>(*this, path);
}

void MemoryFileSystem::before_each(std::function<void(std::uint64_t)> call) {
  const std::lock_guard lock(mutex_);
  before_each_ = std::move(call);
}

void MemoryFileSystem::set_faults(FaultRule rule) {
  const std::lock_guard lock(mutex_);
  rule_ = std::move(rule);
}

void MemoryFileSystem::set_page_cache(PageCache cache) {
  const std::lock_guard lock(mutex_);
  page_cache_ = std::move(cache);
}

void MemoryFileSystem::fail_nth(std::uint64_t nth, Fault fault) {
  set_faults([nth, fault](Operation operation, const std::string&) mutable -> std::optional<Fault> {
    if (operation == Operation::kRead || nth-- != 0) return std::nullopt;
    return fault;
  });
}

void MemoryFileSystem::fail_from(std::uint64_t nth, Fault fault) {
  set_faults([nth, fault](Operation operation, const std::string&) mutable -> std::optional<Fault> {
    if (operation == Operation::kRead) return std::nullopt;
    if (nth == 0) return fault;
    --nth;
    return std::nullopt;
  });
}

std::uint64_t MemoryFileSystem::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

void MemoryFileSystem::set_descriptor_limit(std::size_t limit) {
  const std::lock_guard lock(mutex_);
  descriptor_limit_ = limit;
}

std::size_t MemoryFileSystem::open_files() const {
  const std::lock_guard lock(mutex_);
  return open_files_;
}

Bytes MemoryFileSystem::content(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  return names_.at(path)->content;
}

void MemoryFileSystem::tamper(const std::string& path, Bytes content) {
  const std::lock_guard lock(mutex_);
  auto& node = names_[path];
  if (!node) node = std::make_shared<Node>();
  durable_names_[path] = node;
  node->content = node->durable = std::move(content);
  node->dirty_pages.clear();
  add_parents(parent_of(path));
}

std::vector<std::string> MemoryFileSystem::paths() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [path, node] : names_) all.push_back(path);
  return all;
}

}  // namespace moldau::testing
