#pragma once

#include <functional>
#include <list>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "metadata/metadata_store.h"

namespace moldau::metadata {

/// The watches on a store that lives in this process, under its one-thread-at-a-time rule.
class StoreWatches {
 public:
  std::unique_ptr<StoreWatch> add(std::string_view path, std::function<void()> changed);
  /// Calls each watch on one of these paths once. A callee may end watches, its own included.
  void notify(const std::set<std::string, std::less<>>& paths);

 private:
  struct Entry {
    std::string path;
    std::function<void()> changed;
  };
  using Entries = std::list<std::shared_ptr<Entry>>;
  class Handle;

  std::shared_ptr<Entries> entries_ = std::make_shared<Entries>();
};

/// Every path whose watchers a finished multi has something to tell: the node, and the parent of one that
/// came or went.
std::set<std::string, std::less<>> paths_changed(std::span<const StoreOperation> operations);

}  // namespace moldau::metadata
