#include <algorithm>
#include <utility>

#include "tests/support/memory_file_system.h"

// What is left of the disk after a power cut.

namespace moldau::testing {

/// Some of the changes are there, in their order or in another one.
void MemoryFileSystem::lose_names(std::mt19937_64& random) {
  for (auto& [directory, changes] : pending_) {
    if ((random() & 1) == 0) std::ranges::shuffle(changes, random);
    for (const auto& change : changes)
      if ((random() & 1) == 0) apply(durable_names_, change);
  }
  pending_.clear();
  names_ = durable_names_;
}

void MemoryFileSystem::lose_directories(std::mt19937_64& random) {
  const auto coin = [&] { return (random() & 1) == 0; };
  while (!directory_renames_.empty()) {
    const auto [from, to] = directory_renames_.back();
    directory_renames_.pop_back();
    if (coin() && directories_.contains(to) && !directories_.contains(from)) rename_directory(to, from);
  }
  // A parent comes before what is in it.
  for (const auto& directory : new_directories_) {
    if (coin() && directories_.contains(parent_of(directory))) continue;
    for (auto* names : {&names_, &durable_names_})
      std::erase_if(*names, [&](const auto& each) { return each.first.starts_with(directory + "/"); });
    std::erase_if(directories_,
                  [&](const auto& each) { return each == directory || each.starts_with(directory + "/"); });
  }
  new_directories_.clear();
  for (const auto& directory : std::exchange(removed_directories_, {})) {
    const auto below = directory + "/";
    const auto file = names_.lower_bound(below);
    const bool has_files = file != names_.end() && file->first.starts_with(below);
    if (has_files || coin()) add_parents(directory);
  }
}

void MemoryFileSystem::lose_pages(Node& node, std::mt19937_64& random) {
  const auto coin = [&] { return (random() & 1) == 0; };
  auto after = node.durable;
  const auto low = std::min(node.durable.size(), node.content.size());
  const auto high = std::max(node.durable.size(), node.content.size());
  const auto size = node.dirty_pages.empty() ? after.size()
                    : coin()                 ? node.content.size()
                                             : low + random() % (high - low + 1);
  after.resize(std::max(after.size(), node.content.size()));
  for (const auto page : node.dirty_pages) {
    if (coin()) continue;
    const auto from = std::min(page * kPage, node.content.size());
    const auto to = std::min((page + 1) * kPage, node.content.size());
    std::copy(node.content.begin() + static_cast<std::ptrdiff_t>(from),
              node.content.begin() + static_cast<std::ptrdiff_t>(to),
              after.begin() + static_cast<std::ptrdiff_t>(from));
  }
  after.resize(size);
  node.content = node.durable = std::move(after);
  node.dirty_pages.clear();
}

void MemoryFileSystem::crash(std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  std::mt19937_64 random(seed);
  lose_names(random);
  lose_directories(random);
  std::set<Node*> nodes;
  for (const auto& [path, node] : names_)
    if (nodes.insert(node.get()).second) lose_pages(*node, random);
  locked_.clear();
  ++generation_;
}

std::unique_ptr<MemoryFileSystem> MemoryFileSystem::copy() const {
  const std::lock_guard lock(mutex_);
  auto other = std::make_unique<MemoryFileSystem>(mutex_.threads);
  std::map<const Node*, NodePtr> copies;
  const auto copy_of = [&](const NodePtr& node) {
    auto& made = copies[node.get()];
    if (!made) made = std::make_shared<Node>(*node);
    return made;
  };
  for (const auto& [path, node] : names_) other->names_[path] = copy_of(node);
  for (const auto& [path, node] : durable_names_) other->durable_names_[path] = copy_of(node);
  for (const auto& [directory, changes] : pending_)
    for (const auto& change : changes)
      other->pending_[directory].push_back({change.from, change.to, copy_of(change.node)});
  other->directory_renames_ = directory_renames_;
  other->directories_ = directories_;
  other->new_directories_ = new_directories_;
  other->removed_directories_ = removed_directories_;
  other->now_ms_ = now_ms_;
  return other;
}

}  // namespace moldau::testing
