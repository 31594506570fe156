#include <fmt/core.h>

#include "base/diag.h"
#include "metadata/controller.h"
#include "metadata/tree.h"

namespace moldau::metadata {

std::expected<void, std::string> Controller::start() {
  for (const auto step :
       {&Controller::initialise, &Controller::check_cluster, &Controller::claim, &Controller::load})
    if (const auto done = (this->*step)(); !done) return std::unexpected(done.error().message);
  diag::info("controller started cluster={} epoch={} topics={} partitions={}", catalog_->cluster_id(),
             catalog_->controller_epoch(), catalog_->topics().size(), catalog_->partition_count());
  return {};
}

StoreResult<void> Controller::initialise() {
  const auto present = store_.get(kClusterIdPath);
  if (present) return {};
  if (present.error().code != StoreErrorCode::kNoNode) return std::unexpected(present.error());
  const auto cluster_id = options_.cluster_id.empty() ? options_.new_id().to_string() : options_.cluster_id;
  const auto zero = counter_bytes(0);
  const StoreOperations steps{CreateNode{kClusterIdPath, Bytes(cluster_id.begin(), cluster_id.end())},
                              CreateNode{kControllerEpochPath, zero},
                              CreateNode{kBrokerEpochPath, zero},
                              CreateNode{kProducerIdsPath, zero},
                              CreateNode{kBrokersPath, {}},
                              CreateNode{kConfigsPath, {}},
                              CreateNode{kClientQuotasPath, {}},
                              CreateNode{kScramCredentialsPath, {}},
                              CreateNode{kTopicsPath, {}}};
  auto done = store_.multi(steps);
  // Another broker may have been first.
  if (!done && done.error().code == StoreErrorCode::kNodeExists) return {};
  return done;
}

StoreResult<void> Controller::check_cluster() {
  const auto node = store_.get(kClusterIdPath);
  if (!node) return std::unexpected(node.error());
  const auto stored = as_text(node->bytes);
  if (options_.cluster_id.empty() || options_.cluster_id == stored) return {};
  return std::unexpected(
      StoreError{StoreErrorCode::kFailed,
                 fmt::format("the metadata store belongs to cluster {}, and meta.properties says {}", stored,
                             options_.cluster_id)});
}

/// Controller and registration in one multi: there is no controller whose broker is unknown.
StoreResult<void> Controller::claim() {
  const auto epoch = read_counter(store_, kControllerEpochPath),
             broker_epoch = read_counter(store_, kBrokerEpochPath);
  if (!epoch) return std::unexpected(epoch.error());
  if (!broker_epoch) return std::unexpected(broker_epoch.error());
  auto& self = options_.broker;
  self.epoch = broker_epoch->value + 1;
  StoreOperations steps{SetNode{kControllerEpochPath, counter_bytes(epoch->value + 1), epoch->version},
                        SetNode{kBrokerEpochPath, counter_bytes(self.epoch), broker_epoch->version},
                        CreateNode{kControllerPath, counter_bytes(self.id), true},
                        CreateNode{broker_path(self.id), broker_bytes(self), true}};
  for (const auto* since : {kClientQuotasPath, kScramCredentialsPath}) {  // a store that is older than these
    const auto node = store_.get(since);
    if (!node && node.error().code != StoreErrorCode::kNoNode) return std::unexpected(node.error());
    if (!node) steps.push_back(CreateNode{since, {}});
  }
  epoch_version_ = epoch->version + 1;
  return store_.multi(steps);
}

ApiResult<void> Controller::lead_again(std::vector<Topic>& topics) {
  std::vector<TopicChange> changes;
  for (auto& topic : topics) {
    bool changed = false;
    for (auto& partition : topic.partitions) {
      if (partition.leader != options_.broker.id) continue;
      // One for the loss and one for the gain, as a restarted KRaft broker's partitions show.
      partition.leader_epoch += 2;
      partition.partition_epoch += 2;
      changed = true;
    }
    if (!changed) continue;
    // Piece by piece: a topic may have grown beyond what one multi takes, and what a crash leaves undone the
    // next start does.
    for (auto& step : set_partitions_steps(topic)) changes.push_back({nullptr, {std::move(step)}});
  }
  for (const auto& done : write_changes(changes))
    if (!done) return done;
  return {};
}

StoreResult<void> Controller::load() {
  const auto cluster_id = store_.get(kClusterIdPath);
  const auto epoch = read_counter(store_, kControllerEpochPath),
             next_producer_id = read_counter(store_, kProducerIdsPath);
  auto topics = read_topics(store_);
  auto brokers = read_brokers(store_);
  auto configs = read_configs(store_);
  auto quotas = read_client_quotas(store_);
  auto scram = read_scram_credentials(store_);
  auto features = load_features();
  if (!cluster_id) return std::unexpected(cluster_id.error());
  if (!epoch) return std::unexpected(epoch.error());
  if (!next_producer_id) return std::unexpected(next_producer_id.error());
  if (!topics) return std::unexpected(topics.error());
  if (!brokers) return std::unexpected(brokers.error());
  if (!configs) return std::unexpected(configs.error());
  if (!quotas) return std::unexpected(quotas.error());
  if (!scram) return std::unexpected(scram.error());
  if (!features) return std::unexpected(features.error());
  if (const auto led = lead_again(*topics); !led)
    return std::unexpected(StoreError{StoreErrorCode::kFailed, led.error().message});

  next_producer_id_ = next_producer_id->value;
  CatalogBuilder builder;
  builder.set_cluster_id(std::string(as_text(cluster_id->bytes)));
  builder.set_controller(options_.broker.id, static_cast<std::int32_t>(epoch->value));
  builder.set_features(std::move(*features));
  for (auto& broker : *brokers) builder.set_broker(std::move(broker));
  for (auto& [resource, map] : *configs) builder.set_configs(resource, std::move(map));
  builder.set_client_quotas(std::move(*quotas));
  builder.set_scram_credentials(std::move(*scram));
  for (auto& topic : *topics) {
    index_collisions(topic.name);
    builder.set_topic(std::make_shared<const Topic>(std::move(topic)));
  }
  catalog_ = builder.build();
  return {};
}

}  // namespace moldau::metadata
