#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.h"
#include "metadata/catalog.h"
#include "metadata/metadata_store.h"
#include "protocol/error_code.h"
#include "protocol/messages/19_create_topics.h"
#include "protocol/messages/20_delete_topics.h"
#include "protocol/messages/37_create_partitions.h"

namespace moldau::metadata {

/// A refusal that a client sees.
struct ApiError {
  protocol::ErrorCode code = protocol::ErrorCode::kUnknownServerError;
  std::string message;
  friend bool operator==(const ApiError&, const ApiError&) = default;
};

template <class T>
using ApiResult = std::expected<T, ApiError>;

/// What the controller is told of configuration, which it does not know itself.
struct TopicConfigRules {
  using Described = protocol::CreateTopicsResponse::CreatableTopicResult::CreatableTopicConfigs;

  /// Why a topic may not have this config, as words for the client; nothing where it may.
  std::function<std::optional<std::string>(std::string_view name, std::string_view value)> refuse;
  /// Every config of a topic with these overrides, as CreateTopics answers since version 5.
  std::function<std::vector<Described>(const ConfigMap& overrides)> describe;
};

struct ControllerOptions {
  /// This broker. Its epoch is given by start().
  BrokerInfo broker;
  /// Empty: one is generated when the store is new. Given: the store's has to be the same.
  std::string cluster_id;
  std::int32_t num_partitions = 1;              // num.partitions
  std::int16_t default_replication_factor = 1;  // default.replication.factor
  bool delete_topic_enable = true;              // delete.topic.enable
  /// How many partitions one request may create, as in Kafka.
  std::int32_t max_partitions_per_request = 10'000;
  TopicConfigRules configs;
  /// Where new ids come from; tests give their own.
  std::function<Uuid()> new_id = Uuid::random;
};

struct CreatedTopics {
  protocol::CreateTopicsResponse response;
  std::vector<TopicPtr> created;
};

struct DeletedTopics {
  protocol::DeleteTopicsResponse response;
  std::vector<TopicPtr> deleted;
};

struct GrownTopic {
  TopicPtr topic;
  std::int32_t first_new_partition = 0;
};

struct CreatedPartitions {
  protocol::CreatePartitionsResponse response;
  std::vector<GrownTopic> grown;
};

/// Producer ids that nobody else gets: [first, first + count).
struct ProducerIdBlock {
  std::int64_t first = 0;
  std::int32_t count = 0;
};

/// The cluster's decisions. A deterministic function of the store, the requests and the ids it is given: no
/// clock, no thread. Every write is one multi that checks the controller's epoch, so that a controller that
/// was replaced can write nothing. What an operation changed is in the store before it returns and in
/// catalog() from then on; the broker then makes or removes logs. A crash between the two leaves a topic
/// without logs, which the next start makes. One thread at a time; calls block on the store.
class Controller {
 public:
  static constexpr std::int32_t kProducerIdBlockSize = 1000;

  Controller(MetadataStore& store, ControllerOptions options);

  /// Becomes the controller, registers this broker and loads the catalog; a new store is initialised first.
  StoreResult<void> start();

  /// The last catalog. REQUIRES: start().
  const CatalogPtr& catalog() const { return catalog_; }

  /// Refuses and creates topics one by one, as Kafka does. Who may create what was looked at before.
  CreatedTopics create_topics(const protocol::CreateTopicsRequest& request, std::int16_t version);
  DeletedTopics delete_topics(const protocol::DeleteTopicsRequest& request, std::int16_t version);
  CreatedPartitions create_partitions(const protocol::CreatePartitionsRequest& request);

  /// Replaces all of a topic's overrides, which the caller has validated.
  ApiResult<TopicPtr> set_topic_configs(std::string_view topic, ConfigMap configs);
  /// Replaces all dynamic configs of one broker, or of all (no id), which the caller has validated.
  ApiResult<void> set_broker_configs(std::optional<std::int32_t> broker, ConfigMap configs);

  /// Never gives an id twice, whatever crashes when.
  ApiResult<ProducerIdBlock> allocate_producer_ids();

 private:
  ApiResult<void> write(std::vector<StoreOperation> operations);

  MetadataStore& store_;
  ControllerOptions options_;
  CatalogPtr catalog_;
  std::int32_t epoch_version_ = 0;
};

}  // namespace moldau::metadata
