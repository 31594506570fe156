#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.h"
#include "metadata/client_quotas.h"
#include "metadata/config/config_resource.h"
#include "metadata/features.h"
#include "metadata/scram.h"
#include "metadata/shared_map.h"
#include "metadata/topic.h"

namespace moldau::metadata {

/// Where clients of one listener reach a broker.
struct Endpoint {
  std::string listener_name, host;
  std::uint16_t port = 0;
  /// Kafka's number: 0 PLAINTEXT, 1 SSL, 2 SASL_PLAINTEXT, 3 SASL_SSL.
  std::int16_t security_protocol = 0;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct BrokerInfo {
  std::int32_t id = 0;
  /// Raised with every registration, over all brokers and restarts.
  std::int64_t epoch = 0;
  std::vector<Endpoint> endpoints;
  std::optional<std::string> rack;
  bool fenced = false;

  const Endpoint* endpoint(std::string_view listener_name) const;
  friend bool operator==(const BrokerInfo&, const BrokerInfo&) = default;
};

/// All that the cluster knew at one moment. Never changes: a change is a new catalog that shares what stayed
/// the same, so that a reader keeps one for as long as it likes.
class Catalog {
 public:
  const std::string& cluster_id() const { return cluster_id_; }
  std::int32_t controller_id() const { return controller_id_; }
  std::int32_t controller_epoch() const { return controller_epoch_; }

  /// How many changes of this controller's led here: what an offset in its log would be, if it kept one.
  std::int64_t version() const { return version_; }

  const FinalizedFeatures& features() const { return features_; }

  /// By ascending id.
  const std::map<std::int32_t, BrokerInfo>& brokers() const { return brokers_; }
  /// Null where there is none.
  const BrokerInfo* broker(std::int32_t id) const;

  /// Null where there is none, as for the id.
  const TopicPtr& topic(std::string_view name) const { return by_name_.find(name); }
  const TopicPtr& topic(const Uuid& id) const { return by_id_.find(id); }
  /// By ascending name.
  std::span<const TopicPtr> topics() const { return sorted_; }
  std::size_t partition_count() const { return partition_count_; }

  /// What was set for a resource while the cluster ran; empty where nothing was.
  const ConfigMap& configs(const ConfigResource& resource) const;
  /// The names of the resources of a kind that have something set, ascending. Topics are not among them.
  std::vector<std::string> configured(ConfigResourceType type) const;

  const ClientQuotas& client_quotas() const { return *client_quotas_; }
  const ScramCredentials& scram_credentials() const { return *scram_credentials_; }

 private:
  friend class CatalogBuilder;
  using Configs = std::map<ConfigResource, ConfigMap>;

  std::string cluster_id_;
  std::int32_t controller_id_ = -1, controller_epoch_ = 0;
  FinalizedFeatures features_;
  std::map<std::int32_t, BrokerInfo> brokers_;
  /// Of everything but topics; never null, and shared with other catalogs.
  std::shared_ptr<const Configs> configs_ = std::make_shared<const Configs>();
  /// Never null, and shared with other catalogs.
  std::shared_ptr<const ClientQuotas> client_quotas_ = std::make_shared<const ClientQuotas>();
  std::shared_ptr<const ScramCredentials> scram_credentials_ = std::make_shared<const ScramCredentials>();
  SharedMap<std::string, TopicPtr> by_name_;
  SharedMap<Uuid, TopicPtr> by_id_;
  std::vector<TopicPtr> sorted_;
  std::size_t partition_count_ = 0;
  std::int64_t version_ = 0;
};

using CatalogPtr = std::shared_ptr<const Catalog>;

/// Makes the next catalog from the last one.
class CatalogBuilder {
 public:
  CatalogBuilder() = default;
  explicit CatalogBuilder(const Catalog& last) : next_(last) {}

  void set_cluster_id(std::string id) { next_.cluster_id_ = std::move(id); }
  void set_controller(std::int32_t id, std::int32_t epoch);
  void set_features(FinalizedFeatures features) { next_.features_ = std::move(features); }
  void set_broker(BrokerInfo broker);
  void remove_broker(std::int32_t id) { next_.brokers_.erase(id); }
  /// Of anything but topics.
  void set_configs(const ConfigResource& resource, ConfigMap configs);
  /// In place of all others, as the next.
  void set_client_quotas(ClientQuotas quotas);
  void set_scram_credentials(ScramCredentials credentials);
  /// Adds the topic or replaces the one of its name.
  void set_topic(TopicPtr topic);
  void remove_topic(std::string_view name);
  /// The builder is spent.
  CatalogPtr build();

 private:
  Catalog next_;
  /// Those of next_ while they are being changed; null before that.
  std::shared_ptr<Catalog::Configs> configs_;
  /// Changes to `sorted_`, merged once at the end; null is a removal.
  std::map<std::string, TopicPtr, std::less<>> changed_;
};

}  // namespace moldau::metadata
