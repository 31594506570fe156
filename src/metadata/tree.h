#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/catalog.h"
#include "metadata/metadata_store.h"

namespace moldau::metadata {

// What is known, as nodes of the tree that nodes.h lays out, and back.

inline constexpr const char *kClusterIdPath = "/cluster_id", *kControllerPath = "/controller",
                            *kControllerEpochPath = "/controller_epoch", *kBrokerEpochPath = "/broker_epoch",
                            *kBrokersPath = "/brokers", *kConfigsPath = "/configs",
                            *kClientQuotasPath = "/client_quotas",
                            *kScramCredentialsPath = "/scram_credentials", *kFeaturesPath = "/features",
                            *kProducerIdsPath = "/producer_ids", *kTopicsPath = "/topics";

std::string broker_path(std::int32_t id);
/// Of anything but a topic, whose configs are in its own node.
std::string configs_path(const ConfigResource& resource);
std::string client_quotas_path(const QuotaEntity& entity);
std::string scram_credentials_path(std::string_view user);

using StoreOperations = std::vector<StoreOperation>;

StoreOperations create_topic_steps(const Topic& topic);
StoreOperations delete_topic_steps(const Topic& topic);
/// For a topic that has grown from `before` partitions.
StoreOperations grow_topic_steps(const Topic& topic, std::int32_t before);
/// For a topic whose partitions' states changed, none came or went.
StoreOperations set_partitions_steps(const Topic& topic);
SetNode set_topic_step(const Topic& topic);
Bytes broker_bytes(const BrokerInfo& broker);
Bytes configs_bytes(const ConfigMap& configs);
Bytes client_quotas_bytes(const QuotaValues& values);
Bytes scram_credentials_bytes(const UserScramCredentials& credentials);
Bytes features_bytes(const FinalizedFeatures& features);

/// A node that is a number, with the version it was read at.
struct Counter {
  std::int64_t value = 0;
  std::int32_t version = 0;
};
StoreResult<Counter> read_counter(MetadataStore& store, std::string_view path);
Bytes counter_bytes(std::int64_t value);

StoreResult<std::vector<Topic>> read_topics(MetadataStore& store);
StoreResult<std::vector<BrokerInfo>> read_brokers(MetadataStore& store);

/// kNoNode where the store is new, or older than features.
StoreResult<FinalizedFeatures> read_features(MetadataStore& store);

struct StoredConfigs {
  ConfigResource resource;
  ConfigMap configs;
};
StoreResult<std::vector<StoredConfigs>> read_configs(MetadataStore& store);
StoreResult<ClientQuotas> read_client_quotas(MetadataStore& store);
StoreResult<ScramCredentials> read_scram_credentials(MetadataStore& store);

}  // namespace moldau::metadata
