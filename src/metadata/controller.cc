#include "metadata/controller.h"

#include <limits>

#include "metadata/topic_name.h"
#include "metadata/tree.h"

namespace moldau::metadata {
namespace {

using protocol::ErrorCode;

/// What a client is told when a write did not happen, or may not have.
ApiError to_api_error(const StoreError& error) {
  switch (error.code) {
    case StoreErrorCode::kBadVersion:
    case StoreErrorCode::kSessionLost:
      return {ErrorCode::kNotController, "This broker is not the controller any more."};
    case StoreErrorCode::kTooLarge:
      return {ErrorCode::kPolicyViolation, "The change is too large to be made at once: " + error.message};
    default: return {ErrorCode::kKafkaStorageError, "The metadata store failed: " + error.message};
  }
}

}  // namespace

Controller::Controller(MetadataStore& store, ControllerOptions options)
    : store_(store), options_(std::move(options)) {}

ApiResult<void> Controller::write(std::span<const StoreOperation> steps) {
  std::vector<StoreOperation> guarded{CheckNode{kControllerEpochPath, epoch_version_}};
  guarded.insert(guarded.end(), steps.begin(), steps.end());
  if (const auto done = store_.multi(guarded); !done) return std::unexpected(to_api_error(done.error()));
  return {};
}

std::vector<ApiResult<void>> Controller::write_changes(std::span<const TopicChange> changes) {
  const auto guard_weight = weight(CheckNode{kControllerEpochPath, epoch_version_});
  std::vector<ApiResult<void>> results;
  std::vector<StoreOperation> steps;
  auto total = guard_weight;
  const auto flush = [&](std::size_t end) {
    if (end == results.size()) return;
    const auto done = write(steps);
    const bool one_is_too_large = !done && done.error().code == ErrorCode::kPolicyViolation;
    if (one_is_too_large && end - results.size() > 1)  // the others are not
      while (results.size() < end) results.push_back(write(changes[results.size()].steps));
    else
      results.resize(end, done);
    steps.clear();
    total = guard_weight;
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    std::size_t change_weight = 0;
    for (const auto& step : changes[i].steps) change_weight += weight(step);
    if (total + change_weight > MetadataStore::kMaxMultiBytes) flush(i);
    steps.insert(steps.end(), changes[i].steps.begin(), changes[i].steps.end());
    total += change_weight;
  }
  flush(changes.size());
  return results;
}

void Controller::index_collisions(std::string_view name) {
  if (auto key = collision_key(name); !key.empty()) collisions_[std::move(key)].emplace(name);
}

void Controller::forget_collisions(std::string_view name) {
  const auto found = collisions_.find(collision_key(name));
  if (found == collisions_.end()) return;
  found->second.erase(found->second.find(name));
  if (found->second.empty()) collisions_.erase(found);
}

ApiResult<ProducerIdBlock> Controller::allocate_producer_ids() {
  if (next_producer_id_ > std::numeric_limits<std::int64_t>::max() - kProducerIdBlockSize)
    return refuse(ErrorCode::kUnknownServerError, "There are no more producer ids.");
  const StoreOperation step =
      SetNode{kProducerIdsPath, counter_bytes(next_producer_id_ + kProducerIdBlockSize)};
  if (const auto done = write({&step, 1}); !done) return std::unexpected(done.error());
  const ProducerIdBlock block{next_producer_id_, kProducerIdBlockSize};
  next_producer_id_ += kProducerIdBlockSize;
  return block;
}

}  // namespace moldau::metadata
