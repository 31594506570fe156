#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace moldau::metadata {

enum class StoreErrorCode {
  kNoNode,
  kNodeExists,
  kBadVersion,
  kNotEmpty,
  kNoChildrenForEphemerals,
  kBadPath,
  /// Over a named limit of the store's: a node's bytes or a multi's size.
  kTooLarge,
  /// The session is gone and its ephemeral nodes with it. A new store object has to be opened.
  kSessionLost,
  /// The store's disk or service failed. Whether a write happened is unknown; the store refuses all from then
  /// on.
  kFailed,
};

std::string_view name(StoreErrorCode code);

/// Why the store refused: for a multi also which of its operations did. The message names path and reason.
struct StoreError {
  StoreErrorCode code = StoreErrorCode::kFailed;
  std::string message;
  std::size_t operation = 0;
};

template <class T>
using StoreResult = std::expected<T, StoreError>;

/// A node's content, and how often it has been set since it was created.
struct Node {
  Bytes bytes;
  std::int32_t version = 0;
};

/// The version that matches any.
inline constexpr std::int32_t kAnyVersion = -1;

/// The steps of a multi. A version that is not kAnyVersion has to be the node's present one.
struct CheckNode {
  std::string path;
  std::int32_t version = kAnyVersion;
};
struct CreateNode {
  std::string path;
  Bytes bytes;
  /// Vanishes with the session that created it, and has no children.
  bool ephemeral = false;
};
struct SetNode {
  std::string path;
  Bytes bytes;
  std::int32_t version = kAnyVersion;
};
struct DeleteNode {
  std::string path;
  std::int32_t version = kAnyVersion;
};
using StoreOperation = std::variant<CheckNode, CreateNode, SetNode, DeleteNode>;

/// What a multi weighs against MetadataStore::kMaxMultiBytes: paths, bytes and some for each step.
std::size_t weight(const StoreOperation& operation);

/// Ends its watch when it goes.
class StoreWatch {
 public:
  virtual ~StoreWatch() = default;
};

/// A tree of small versioned nodes that survives a power cut. Paths are as ZooKeeper's: "/", or "/a/b"
/// without empty parts, "." or "..". The root is always there. Calls block; one thread at a time.
class MetadataStore {
 public:
  /// Bounds that every backing keeps, chosen to fit ZooKeeper's default `jute.maxbuffer` of 1 MiB.
  static constexpr std::size_t kMaxNodeBytes = 512 * 1024, kMaxMultiBytes = 960 * 1024;

  virtual ~MetadataStore() = default;

  /// kTooLarge where a node or the whole is over its bound.
  static StoreResult<void> check_size(std::span<const StoreOperation> operations);

  virtual StoreResult<Node> get(std::string_view path) = 0;
  /// One result a path, in order. Each node is read by itself: together they are no snapshot.
  virtual std::vector<StoreResult<Node>> get_many(std::span<const std::string> paths) = 0;
  /// The children's names without their parents', ascending.
  virtual StoreResult<std::vector<std::string>> children(std::string_view path) = 0;
  /// Does all steps in order or none. Durable when it returns without error.
  virtual StoreResult<void> multi(std::span<const StoreOperation> operations) = 0;
  /// What is read afterwards includes every write that any client finished before.
  virtual StoreResult<void> sync() = 0;
  /// Calls `changed` when the node appears, changes, vanishes, or gains or loses a child, and when the
  /// session is lost. Level-triggered: several changes may come as one call, so the callee reads what is
  /// there now. It may be called on any thread, never calls the store from within, and ends with the returned
  /// object.
  virtual std::unique_ptr<StoreWatch> watch(std::string_view path, std::function<void()> changed) = 0;
};

}  // namespace moldau::metadata
