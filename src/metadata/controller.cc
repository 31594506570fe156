#include "metadata/controller.h"

#include <fmt/core.h>
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
    if (end > results.size()) results.resize(end, write(steps));
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

ApiResult<TopicPtr> Controller::set_topic_configs(std::string_view topic, ConfigMap configs) {
  const auto& last = catalog_->topic(topic);
  if (!last)
    return refuse(ErrorCode::kUnknownTopicOrPartition, fmt::format("There is no topic '{}'.", topic));
  auto next = std::make_shared<Topic>(*last);
  next->configs = std::move(configs);
  const StoreOperation step = set_topic_step(*next);
  if (const auto done = write({&step, 1}); !done) return std::unexpected(done.error());
  CatalogBuilder builder(*catalog_);
  builder.set_topic(next);
  catalog_ = builder.build();
  return next;
}

ApiResult<void> Controller::set_broker_configs(std::optional<std::int32_t> broker, ConfigMap configs) {
  const auto path = broker_configs_path(broker);
  const bool present = !catalog_->broker_configs(broker).empty();
  if (!present && configs.empty()) return {};
  StoreOperation step = DeleteNode{path};
  if (!configs.empty() && present) step = SetNode{path, configs_bytes(configs)};
  if (!configs.empty() && !present) step = CreateNode{path, configs_bytes(configs)};
  if (auto done = write({&step, 1}); !done) return done;
  CatalogBuilder builder(*catalog_);
  builder.set_broker_configs(broker, std::move(configs));
  catalog_ = builder.build();
  return {};
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
