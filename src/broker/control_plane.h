#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "broker/cluster_view.h"
#include "broker/io_thread.h"
#include "broker/log_manager.h"
#include "broker/published.h"
#include "metadata/config/alter_configs.h"
#include "metadata/config/server_config.h"
#include "metadata/controller.h"

namespace moldau::broker {

/// Runs the controller on a thread of its own, and makes this broker's logs follow what it decides: a change
/// is in the store, then in the logs, then in the view that requests see, and only then answered.
class ControlPlane {
 public:
  /// Told on the controller's thread once a change is in the view.
  struct Listeners {
    std::function<void(const ServedTopicPtr&)> topic_served;  // created or grown
    std::function<void(const metadata::Topic&)> topic_deleted;
    std::function<void(const metadata::ServerConfig&)> config_changed;         // and once at the start
    std::function<void(const metadata::ClientQuotas&)> client_quotas_changed;  // likewise
  };

  ControlPlane(const metadata::ServerConfig& config, LogManager& logs);
  ~ControlPlane();

  /// Opens the store, becomes controller and opens the logs of all partitions. Blocks.
  std::expected<void, std::string> start(const std::string& cluster_id, const std::string& store_path);
  void listen(Listeners listeners) { listeners_ = std::move(listeners); }
  /// Waits for the operation at hand; later ones are not run.
  void stop();

  /// Valid until this thread's next call; copy it to keep it across a suspension.
  const std::shared_ptr<const ClusterView>& view() const { return view_.get(); }

  /// What the broker was started with and what was altered since. Valid as view() is.
  const std::shared_ptr<const metadata::ServerConfig>& config() const { return config_.get(); }

  // `asker`: who wants that, for the events of the partitions.
  boost::asio::awaitable<protocol::CreateTopicsResponse> create_topics(
      protocol::CreateTopicsRequest request, std::int16_t version, const metadata::ChargePartitions& charge,
      std::string asker);
  boost::asio::awaitable<protocol::DeleteTopicsResponse> delete_topics(
      protocol::DeleteTopicsRequest request, std::int16_t version, const metadata::ChargePartitions& charge,
      std::string asker);
  boost::asio::awaitable<protocol::CreatePartitionsResponse> create_partitions(
      protocol::CreatePartitionsRequest request, const metadata::ChargePartitions& charge, std::string asker);
  /// Makes those of the topics that are missing, as auto.create.topics.enable has it; the results of creation
  /// by name, without those that were there.
  boost::asio::awaitable<protocol::CreateTopicsResponse> auto_create(std::vector<std::string> names,
                                                                     const metadata::ChargePartitions& charge,
                                                                     std::string asker);
  boost::asio::awaitable<metadata::ApiResult<std::int64_t>> next_producer_id();
  // What is altered holds when these return.
  boost::asio::awaitable<protocol::AlterUserScramCredentialsResponse> alter_user_scram_credentials(
      protocol::AlterUserScramCredentialsRequest request);
  boost::asio::awaitable<protocol::AlterClientQuotasResponse> alter_client_quotas(
      protocol::AlterClientQuotasRequest request);
  boost::asio::awaitable<metadata::ApiResult<void>> update_features(protocol::UpdateFeaturesRequest request);
  /// One result for each, in order. What is altered acts when this returns.
  boost::asio::awaitable<std::vector<metadata::ApiResult<void>>> alter_configs(
      std::vector<metadata::AskedAlteration> asked, bool validate_only);

 private:
  struct PlannedAlterations;

  protocol::CreateTopicsResponse create(const protocol::CreateTopicsRequest& request, std::int16_t version,
                                        const metadata::ChargePartitions& charge, const std::string& asker);
  protocol::CreateTopicsRequest creation_of(const std::vector<std::string>& names) const;
  metadata::TopicConfigRules config_rules() const;
  /// Opens the logs that the topics do not have yet, and puts the topics into `view`. `asker`: who wants
  /// them made, null at the start.
  std::vector<ServedTopicPtr> serve(std::span<const metadata::TopicPtr> topics, ClusterView& view,
                                    const std::string* asker);
  /// Serves what the last operation made or grew, and shows it to requests.
  void show(const std::vector<metadata::TopicPtr>& topics, const std::string& asker);
  void publish(ClusterView next);
  void load_stored_configs();
  PlannedAlterations plan(const std::vector<metadata::AskedAlteration>& asked, bool validate_only) const;
  std::vector<metadata::ApiResult<void>> alter(const std::vector<metadata::AskedAlteration>& asked,
                                               bool validate_only);
  /// Makes the broker and its partitions follow what was altered.
  void follow(const std::vector<metadata::ConfigResource>& altered);

  Published<metadata::ServerConfig> config_;
  LogManager& logs_;
  std::unique_ptr<metadata::MetadataStore> store_;
  std::unique_ptr<metadata::Controller> controller_;
  metadata::ProducerIdBlock producer_ids_;
  Published<ClusterView> view_;
  Listeners listeners_;
  IoThread thread_;
};

}  // namespace moldau::broker
