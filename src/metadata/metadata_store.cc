#include "metadata/metadata_store.h"

#include <fmt/core.h>

namespace moldau::metadata {

std::string_view name(StoreErrorCode code) {
  switch (code) {
    case StoreErrorCode::kNoNode: return "no node";
    case StoreErrorCode::kNodeExists: return "node exists";
    case StoreErrorCode::kBadVersion: return "bad version";
    case StoreErrorCode::kNotEmpty: return "not empty";
    case StoreErrorCode::kNoChildrenForEphemerals: return "no children for ephemerals";
    case StoreErrorCode::kBadPath: return "bad path";
    case StoreErrorCode::kTooLarge: return "too large";
    case StoreErrorCode::kSessionLost: return "session lost";
    case StoreErrorCode::kFailed: return "failed";
  }
  return "unknown";
}

namespace {

/// What a step costs ZooKeeper beside its path and bytes: its header and access list, rounded up.
constexpr std::size_t kStepBytes = 64;

template <class Step>
ByteView content(const Step& step) {
  if constexpr (requires { step.bytes; }) return step.bytes;
  return {};
}

}  // namespace

std::size_t weight(const StoreOperation& operation) {
  return std::visit([](const auto& step) { return kStepBytes + step.path.size() + content(step).size(); },
                    operation);
}

StoreResult<void> MetadataStore::check_size(std::span<const StoreOperation> operations) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto size = std::visit([](const auto& step) { return content(step).size(); }, operations[i]);
    if (size > kMaxNodeBytes)
      return std::unexpected(
          StoreError{StoreErrorCode::kTooLarge,
                     fmt::format("{}: {} bytes are more than the {} that a node may have",
                                 std::visit([](const auto& step) { return step.path; }, operations[i]), size,
                                 kMaxNodeBytes),
                     i});
    total += weight(operations[i]);
  }
  if (total <= kMaxMultiBytes) return {};
  return std::unexpected(
      StoreError{StoreErrorCode::kTooLarge,
                 fmt::format("{} bytes in {} steps are more than the {} that one multi may have", total,
                             operations.size(), kMaxMultiBytes)});
}

}  // namespace moldau::metadata
