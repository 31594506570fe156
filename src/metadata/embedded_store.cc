#include "metadata/embedded_store.h"

#include <atomic>
#include <fmt/core.h>

#include "base/check.h"
#include "base/diag.h"
#include "metadata/node_table.h"
#include "metadata/store_path.h"
#include "metadata/store_watches.h"

namespace moldau::metadata {
namespace {

std::unexpected<StoreError> refuse(StoreErrorCode code, std::string_view path, std::string_view why) {
  return std::unexpected(StoreError{code, fmt::format("{}: {}", path, why)});
}

/// Finds two threads in the store at once.
class Alone {
 public:
  explicit Alone(std::atomic<bool>& busy) : busy_(busy) { MOLDAU_CHECK(!busy_.exchange(true)); }
  ~Alone() { busy_.store(false); }
  Alone(const Alone&) = delete;

 private:
  std::atomic<bool>& busy_;
};

class EmbeddedStore final : public MetadataStore {
 public:
  explicit EmbeddedStore(NodeTable table) : table_(std::move(table)) {}

  StoreResult<Node> get(std::string_view path) override {
    return guarded([&]() -> StoreResult<Node> {
      auto row = read(path);
      if (!row) return std::unexpected(row.error());
      return std::move(row->node);
    });
  }
  std::vector<StoreResult<Node>> get_many(std::span<const std::string> paths) override;
  StoreResult<std::vector<std::string>> children(std::string_view path) override {
    return guarded([&]() -> StoreResult<std::vector<std::string>> {
      if (const auto row = read(path); !row) return std::unexpected(row.error());
      return table_.children(path);
    });
  }
  StoreResult<void> multi(std::span<const StoreOperation> operations) override;
  StoreResult<void> sync() override {
    return guarded([]() -> StoreResult<void> { return {}; });
  }
  std::unique_ptr<StoreWatch> watch(std::string_view path, std::function<void()> changed) override {
    return watches_.add(path, std::move(changed));
  }

 private:
  /// Runs `action` unless the store has failed, and remembers it if it fails now.
  template <class Action>
  auto guarded(Action action) -> decltype(action());

  StoreResult<NodeTable::Row> read(std::string_view path);
  StoreResult<NodeTable::Row> read_matching(std::string_view path, std::int32_t version);
  StoreResult<void> apply_all(std::span<const StoreOperation> operations);
  StoreResult<void> apply(const CheckNode& step);
  StoreResult<void> apply(const CreateNode& step);
  StoreResult<void> apply(const SetNode& step);
  StoreResult<void> apply(const DeleteNode& step);

  NodeTable table_;
  StoreWatches watches_;
  std::string failure_;
  std::atomic<bool> busy_ = false;
};

template <class Action>
auto EmbeddedStore::guarded(Action action) -> decltype(action()) {
  const Alone alone(busy_);
  if (!failure_.empty()) return std::unexpected(StoreError{StoreErrorCode::kFailed, failure_});
  auto result = action();
  if (!result && result.error().code == StoreErrorCode::kFailed) {
    failure_ = result.error().message;
    table_.abandon();
    diag::error("metadata store failed reason=\"{}\"", failure_);
  }
  return result;
}

std::vector<StoreResult<Node>> EmbeddedStore::get_many(std::span<const std::string> paths) {
  std::vector<StoreResult<Node>> nodes;
  nodes.reserve(paths.size());
  for (const auto& path : paths) nodes.push_back(get(path));
  return nodes;
}

StoreResult<NodeTable::Row> EmbeddedStore::read(std::string_view path) {
  if (!is_store_path(path)) return refuse(StoreErrorCode::kBadPath, path, "this is no path of a node");
  return table_.read(path);
}

StoreResult<NodeTable::Row> EmbeddedStore::read_matching(std::string_view path, std::int32_t version) {
  auto row = read(path);
  if (row && version != kAnyVersion && row->node.version != version)
    return refuse(StoreErrorCode::kBadVersion, path,
                  fmt::format("the node has version {}, not {}", row->node.version, version));
  return row;
}

StoreResult<void> EmbeddedStore::apply(const CheckNode& step) {
  if (const auto row = read_matching(step.path, step.version); !row) return std::unexpected(row.error());
  return {};
}

StoreResult<void> EmbeddedStore::apply(const CreateNode& step) {
  const auto present = read(step.path);
  if (present) return refuse(StoreErrorCode::kNodeExists, step.path, "the node is there already");
  if (present.error().code != StoreErrorCode::kNoNode) return std::unexpected(present.error());
  const auto parent = read(split_store_path(step.path).parent);
  if (!parent) return refuse(parent.error().code, step.path, parent.error().message);
  if (parent->ephemeral)
    return refuse(StoreErrorCode::kNoChildrenForEphemerals, step.path, "the parent node is ephemeral");
  return table_.write(step.path, {{step.bytes, 0}, step.ephemeral});
}

StoreResult<void> EmbeddedStore::apply(const SetNode& step) {
  const auto row = read_matching(step.path, step.version);
  if (!row) return std::unexpected(row.error());
  return table_.write(step.path, {{step.bytes, row->node.version + 1}, row->ephemeral});
}

StoreResult<void> EmbeddedStore::apply(const DeleteNode& step) {
  const auto row = read_matching(step.path, step.version);
  if (!row) return std::unexpected(row.error());
  if (step.path == "/") return refuse(StoreErrorCode::kBadPath, step.path, "the root cannot be deleted");
  const auto occupied = table_.has_children(step.path);
  if (!occupied) return std::unexpected(occupied.error());
  if (*occupied) return refuse(StoreErrorCode::kNotEmpty, step.path, "the node has children");
  return table_.erase(step.path);
}

StoreResult<void> EmbeddedStore::apply_all(std::span<const StoreOperation> operations) {
  for (std::size_t i = 0; i < operations.size(); ++i) {
    auto done = std::visit([this](const auto& step) { return apply(step); }, operations[i]);
    if (done) continue;
    done.error().operation = i;
    return done;
  }
  return {};
}

StoreResult<void> EmbeddedStore::multi(std::span<const StoreOperation> operations) {
  if (const auto fits = check_size(operations); !fits) return fits;
  const auto done = guarded([&]() -> StoreResult<void> {
    if (const auto begun = table_.begin(); !begun) return begun;
    auto applied = apply_all(operations);
    if (applied) return table_.commit();
    // After a failure nothing is written any more, and closing the file rolls back.
    if (applied.error().code == StoreErrorCode::kFailed) return applied;
    if (const auto undone = table_.roll_back(); !undone) return undone;
    return applied;
  });
  if (done) watches_.notify(paths_changed(operations));
  return done;
}

}  // namespace

StoreResult<std::unique_ptr<MetadataStore>> open_embedded_store(const std::string& path) {
  auto table = NodeTable::open(path);
  if (!table) return std::unexpected(table.error());
  if (const auto ended = table->erase_ephemeral(); !ended) return std::unexpected(ended.error());
  return std::make_unique<EmbeddedStore>(std::move(*table));
}

}  // namespace moldau::metadata
