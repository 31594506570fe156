#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.h"
#include "metadata/api_error.h"
#include "metadata/catalog.h"
#include "metadata/features.h"
#include "metadata/metadata_store.h"
#include "protocol/messages/19_create_topics.h"
#include "protocol/messages/20_delete_topics.h"
#include "protocol/messages/37_create_partitions.h"
#include "protocol/messages/49_alter_client_quotas.h"
#include "protocol/messages/51_alter_user_scram_credentials.h"
#include "protocol/messages/57_update_features.h"

namespace moldau::metadata {

/// What the controller is told of configuration, which it does not know itself.
struct TopicConfigRules {
  using Described = protocol::CreateTopicsResponse::CreatableTopicResult::CreatableTopicConfigs;

  /// Why a topic may not have this config, as words for the client; nothing where it may.
  std::function<std::optional<std::string>(std::string_view name, std::string_view value)> refuse =
      [](std::string_view, std::string_view) { return std::nullopt; };
  /// The same for all of a topic's configs together.
  std::function<std::optional<std::string>(const ConfigMap& overrides)> refuse_together =
      [](const ConfigMap&) { return std::nullopt; };
  /// Every config of a topic with these overrides, as CreateTopics answers since version 5.
  std::function<std::vector<Described>(const ConfigMap& overrides)> describe = [](const ConfigMap&) {
    return std::vector<Described>();
  };
};

struct ControllerOptions {
  /// This broker. Its epoch is given by start().
  BrokerInfo broker;
  /// Empty: one is generated when the store is new. Given: the store's has to be the same.
  std::string cluster_id;
  std::int32_t num_partitions = 1;              // num.partitions
  std::int16_t default_replication_factor = 1;  // default.replication.factor
  bool delete_topic_enable = true;              // delete.topic.enable
  /// How many entities may have quotas (moldau.max.client.quotas).
  std::size_t max_client_quotas = 100'000;
  /// How many users may have SCRAM credentials (moldau.max.scram.users).
  std::size_t max_scram_users = 100'000;
  /// Whether a text that is to have a quota is an address.
  IsIp is_ip = [](const std::string&) { return true; };
  /// How many partitions one request may create, as in Kafka.
  std::int32_t max_partitions_per_request = 10'000;
  TopicConfigRules configs;
  SupportedFeatures features;
  /// Where new ids come from; tests give their own.
  std::function<Uuid()> new_id = Uuid::random;
};

/// What a request's client pays for so many partitions that come or go: a refusal where it may not have them
/// (KIP-599). Empty: nothing.
using ChargePartitions = std::function<ApiResult<void>(std::int64_t count)>;

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

/// What is to be set for a resource from now on.
struct ConfigChange {
  ConfigResource resource;
  ConfigMap configs;
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
  /// Partitions that this broker leads get a new leader epoch. The error is words for who starts the program.
  std::expected<void, std::string> start();

  /// The last catalog. REQUIRES: start().
  const CatalogPtr& catalog() const { return catalog_; }

  /// Each topic is created or refused by itself, as in Kafka. Who may do this was looked at before, here as
  /// below.
  CreatedTopics create_topics(const protocol::CreateTopicsRequest& request, std::int16_t version,
                              const ChargePartitions& charge = {});
  DeletedTopics delete_topics(const protocol::DeleteTopicsRequest& request, std::int16_t version,
                              const ChargePartitions& charge = {});
  CreatedPartitions create_partitions(const protocol::CreatePartitionsRequest& request,
                                      const ChargePartitions& charge = {});

  /// Replaces everything that is set for each resource, whole or not at all. One result a change. REQUIRES:
  /// each resource is there once, none is a broker's loggers, and the caller has validated what is to be set.
  std::vector<ApiResult<void>> set_configs(std::vector<ConfigChange> changes);

  /// Each entity's quotas are altered or refused as a whole, as in Kafka.
  protocol::AlterClientQuotasResponse alter_client_quotas(const protocol::AlterClientQuotasRequest& request);
  /// Each user's credentials are altered or refused as a whole, as in Kafka.
  protocol::AlterUserScramCredentialsResponse alter_user_scram_credentials(
      const protocol::AlterUserScramCredentialsRequest& request);
  /// Sets all levels or none; whether anything changed. INVALID_UPDATE_VERSION.
  ApiResult<bool> update_features(const protocol::UpdateFeaturesRequest& request);

  /// Never gives an id twice, whatever crashes when.
  ApiResult<ProducerIdBlock> allocate_producer_ids();

 private:
  using Creatable = protocol::CreateTopicsRequest::CreatableTopic;
  using Growable = protocol::CreatePartitionsRequest::CreatePartitionsTopic;

  StoreResult<void> initialise();
  StoreResult<void> check_cluster();
  StoreResult<void> claim();
  StoreResult<void> load();
  /// Those of a new cluster where the store has none.
  StoreResult<FinalizedFeatures> load_features();
  /// This broker was away: its partitions lose it as their leader and gain it again.
  ApiResult<void> lead_again(std::vector<Topic>& topics);

  /// A topic's change on its way to the store, and where in the response its result is. No topic: it is of
  /// something else.
  struct TopicChange {
    TopicPtr topic;
    std::vector<StoreOperation> steps;
    std::size_t result = 0;
  };

  /// One multi under the controller's epoch.
  ApiResult<void> write(std::span<const StoreOperation> steps);
  /// Each change whole, as many in a multi as fit. One result a change.
  std::vector<ApiResult<void>> write_changes(std::span<const TopicChange> changes);

  std::vector<TopicChange> plan_topics(const protocol::CreateTopicsRequest& request, std::int16_t version,
                                       const ChargePartitions& charge,
                                       protocol::CreateTopicsResponse& response) const;
  ApiResult<Topic> plan_topic(const Creatable& asked, std::int64_t in_request) const;
  ApiResult<std::vector<PartitionState>> plan_partitions(const Creatable& asked, const Uuid& id) const;
  ApiResult<void> check_topic_name(std::string_view name) const;
  ApiResult<ConfigMap> check_topic_configs(const Creatable& asked) const;
  std::int64_t partitions_asked(const protocol::CreateTopicsRequest& request) const;
  std::int64_t partitions_asked(const Creatable& asked) const;
  void set_created(protocol::CreateTopicsResponse::CreatableTopicResult& result, const Topic& topic,
                   std::int16_t version) const;

  std::vector<TopicChange> plan_deletions(const protocol::DeleteTopicsRequest& request, std::int16_t version,
                                          const ChargePartitions& charge,
                                          protocol::DeleteTopicsResponse& response) const;

  std::vector<TopicChange> plan_growths(const protocol::CreatePartitionsRequest& request,
                                        const ChargePartitions& charge,
                                        protocol::CreatePartitionsResponse& response) const;
  ApiResult<Topic> plan_growth(const Growable& asked, std::int64_t in_request) const;
  std::int64_t partitions_asked(const protocol::CreatePartitionsRequest& request) const;

  /// Nothing to write where nothing would change.
  ApiResult<TopicChange> plan_configs(const ConfigChange& change) const;

  /// An entity's quotas as they are to be, and where in the response its result is.
  struct QuotaChange {
    QuotaEntity entity;
    QuotaValues values;
    std::size_t result = 0;
  };
  std::vector<QuotaChange> plan_quotas(const protocol::AlterClientQuotasRequest& request,
                                       protocol::AlterClientQuotasResponse& response) const;
  ApiResult<QuotaValues> plan_quota(const QuotaEntity& entity, const AskedQuotas& asked) const;
  StoreOperation quota_step(const QuotaChange& change) const;
  StoreOperation scram_step(const ScramChange& change) const;

  void index_collisions(std::string_view name);
  void forget_collisions(std::string_view name);

  MetadataStore& store_;
  ControllerOptions options_;
  CatalogPtr catalog_;
  /// The version of /controller_epoch that is ours to check.
  std::int32_t epoch_version_ = 0;
  std::int64_t next_producer_id_ = 0;
  /// Topics by their collision key.
  std::map<std::string, std::set<std::string, std::less<>>> collisions_;
};

}  // namespace moldau::metadata
