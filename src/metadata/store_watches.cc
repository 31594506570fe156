#include "metadata/store_watches.h"

#include "metadata/store_path.h"

namespace moldau::metadata {

/// Outlives the store if it must.
class StoreWatches::Handle final : public StoreWatch {
 public:
  Handle(std::weak_ptr<Entries> entries, std::shared_ptr<Entry> entry)
      : entries_(std::move(entries)), entry_(std::move(entry)) {}
  ~Handle() override {
    entry_->changed = nullptr;
    if (const auto entries = entries_.lock()) entries->remove(entry_);
  }

 private:
  std::weak_ptr<Entries> entries_;
  std::shared_ptr<Entry> entry_;
};

std::unique_ptr<StoreWatch> StoreWatches::add(std::string_view path, std::function<void()> changed) {
  auto entry = std::make_shared<Entry>(std::string(path), std::move(changed));
  entries_->push_back(entry);
  return std::make_unique<Handle>(entries_, std::move(entry));
}

void StoreWatches::notify(const std::set<std::string, std::less<>>& paths) {
  const auto entries = *entries_;
  for (const auto& entry : entries) {
    if (!paths.contains(entry->path)) continue;
    // A copy, as the callee may end its own watch and the function with it.
    if (const auto changed = entry->changed) changed();
  }
}

std::set<std::string, std::less<>> paths_changed(std::span<const StoreOperation> operations) {
  std::set<std::string, std::less<>> paths;
  for (const auto& operation : operations) {
    if (std::holds_alternative<CheckNode>(operation)) continue;
    const auto& path =
        std::visit([](const auto& step) -> const std::string& { return step.path; }, operation);
    paths.insert(path);
    if (!std::holds_alternative<SetNode>(operation)) paths.emplace(split_store_path(path).parent);
  }
  return paths;
}

}  // namespace moldau::metadata
