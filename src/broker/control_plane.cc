#include "broker/control_plane.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/diag.h"
#include "broker/features.h"
#include "broker/partition_config.h"
#include "broker/quotas/ip_address.h"
#include "broker/run_on.h"
#include "metadata/config/describe_configs.h"
#include "metadata/config/topic_config.h"
#include "metadata/embedded_store.h"
#include "metadata/internal_topics.h"

namespace moldau::broker {
namespace {

using boost::asio::awaitable;
using protocol::CreateTopicsRequest;
using protocol::CreateTopicsResponse;
/// The newest version's rules are the ones for topics that the broker makes itself.
constexpr std::int16_t kOwnCreateVersion = CreateTopicsRequest::kInfo.last_version;

/// The partitions from number `first` on.
void want(const metadata::ServerConfig& broker, const metadata::Topic& topic, std::int32_t first,
          std::vector<LogManager::Wanted>& wanted) {
  const auto config = partition_config(broker, topic);
  for (auto i = first; i < topic.partition_count(); ++i)
    wanted.push_back({{topic.name, topic.id, i, topic.is_internal},
                      topic.partitions[static_cast<std::size_t>(i)].leader_epoch,
                      config});
}

/// Clients that need such a topic are told to come back later, again and again.
void warn_of_refused(const CreateTopicsResponse& response) {
  for (const auto& topic : response.topics) {
    const auto code = static_cast<protocol::ErrorCode>(topic.error_code);
    if (code == protocol::ErrorCode::kNone || code == protocol::ErrorCode::kTopicAlreadyExists) continue;
    diag::warn("an internal topic cannot be made with this configuration topic={} reason=\"{}\"", topic.name,
               topic.error_message.value_or(std::string(protocol::name(code))));
  }
}

template <class Topics>
std::vector<std::string> names_of(const Topics& topics) {
  std::vector<std::string> names;
  for (const auto& topic : topics) names.emplace_back(topic.name);
  return names;
}

}  // namespace

ControlPlane::ControlPlane(const metadata::ServerConfig& config, LogManager& logs)
    : config_(std::make_shared<const metadata::ServerConfig>(config)),
      logs_(logs),
      view_(std::make_shared<ClusterView>()),
      thread_("controller") {}

ControlPlane::~ControlPlane() {
  stop();
}

void ControlPlane::stop() {
  thread_.stop();
  thread_.reset();
}

metadata::TopicConfigRules ControlPlane::config_rules() const {
  return {
      .refuse = metadata::check_topic_config,
      .refuse_together =
          [this](const metadata::ConfigMap& overrides) {
            return metadata::check_topic_configs(config()->configs, overrides);
          },
      .describe =
          [this](const metadata::ConfigMap& overrides) {
            std::vector<metadata::TopicConfigRules::Described> entries;
            for (auto& entry : metadata::describe_topic_configs(config()->configs, overrides, 1, {})) {
              const auto own = overrides.find(entry.name);
              // As it was written: DescribeConfigs tells how it is understood.
              auto value = own != overrides.end() ? own->second : std::move(entry.value);
              entries.push_back({.name = std::move(entry.name),
                                 .value = std::move(value),
                                 .read_only = entry.read_only,
                                 .config_source = entry.config_source,
                                 .is_sensitive = entry.is_sensitive});
            }
            return entries;
          },
  };
}

std::expected<void, std::string> ControlPlane::start(const std::string& cluster_id,
                                                     const std::string& store_path) {
  auto store = metadata::open_embedded_store(store_path);
  if (!store) return std::unexpected(store.error().message);
  store_ = std::move(*store);
  const auto started_with = config();
  metadata::BrokerInfo self{.id = started_with->node_id, .rack = started_with->rack};
  for (const auto& listener : started_with->advertised_listeners)
    self.endpoints.push_back(
        {listener.name, listener.host, listener.port, std::to_underlying(listener.protocol)});
  controller_ = std::make_unique<metadata::Controller>(
      *store_, metadata::ControllerOptions{
                   .broker = std::move(self),
                   .cluster_id = cluster_id,
                   .num_partitions = started_with->topics.num_partitions,
                   .default_replication_factor =
                       static_cast<std::int16_t>(started_with->topics.default_replication_factor),
                   .delete_topic_enable = started_with->topics.delete_topic_enable,
                   .max_client_quotas = static_cast<std::size_t>(started_with->quotas.max_client_quotas),
                   .max_scram_users = static_cast<std::size_t>(started_with->quotas.max_scram_users),
                   .is_ip = [](const auto& text) { return ip_address(text).has_value(); },
                   .configs = config_rules(),
                   .features = supported_features(),
               });
  if (auto started = controller_->start(); !started)
    return std::unexpected(fmt::format("{}: {}", store_path, started.error()));

  load_stored_configs();
  auto internal_topics = creation_of(
      {std::string(metadata::kConsumerOffsetsTopic), std::string(metadata::kTransactionStateTopic)});
  internal_topics.validate_only = true;
  warn_of_refused(controller_->create_topics(internal_topics, kOwnCreateVersion, {}).response);
  if (listeners_.client_quotas_changed)
    listeners_.client_quotas_changed(controller_->catalog()->client_quotas());
  ClusterView view;
  serve(controller_->catalog()->topics(), view, nullptr);
  publish(std::move(view));
  return {};
}

std::vector<ServedTopicPtr> ControlPlane::serve(std::span<const metadata::TopicPtr> topics, ClusterView& view,
                                                const std::string* asker) {
  std::vector<std::shared_ptr<ServedTopic>> served;
  std::vector<LogManager::Wanted> wanted;
  for (const auto& topic : topics) {
    const auto& before = view.topic(topic->id);
    served.push_back(std::make_shared<ServedTopic>(
        topic, before ? before->partitions : std::vector<std::shared_ptr<Partition>>()));
    want(*config(), *topic, static_cast<std::int32_t>(served.back()->partitions.size()), wanted);
  }
  if (asker)
    for (auto& each : wanted) each.asker = *asker;
  auto opened = logs_.open(wanted, asker == nullptr);
  auto next = opened.begin();
  for (const auto& each : served) {
    while (each->partitions.size() < each->topic->partitions.size())
      each->partitions.push_back(std::move(*next++));
    view.set(each);
  }
  return {served.begin(), served.end()};
}

void ControlPlane::publish(ClusterView next) {
  next.catalog = controller_->catalog();
  view_.set(std::make_shared<const ClusterView>(std::move(next)));
}

void ControlPlane::show(const std::vector<metadata::TopicPtr>& topics, const std::string& asker) {
  if (topics.empty()) return;
  ClusterView next = *view_.get();
  const auto shown = serve(topics, next, &asker);
  // First, so that who sees a coordinator's topic finds its coordinator.
  if (listeners_.topic_served) std::ranges::for_each(shown, listeners_.topic_served);
  publish(std::move(next));
}

CreateTopicsResponse ControlPlane::create(const CreateTopicsRequest& request, std::int16_t version,
                                          const metadata::ChargePartitions& charge,
                                          const std::string& asker) {
  if (!request.validate_only) logs_.make_way(names_of(request.topics));
  auto done = controller_->create_topics(request, version, charge);
  show(done.created, asker);
  for (const auto& topic : done.created)
    diag::info("topic is created topic={} id={} partitions={}", topic->name, topic->id.to_string(),
               topic->partition_count());
  return std::move(done.response);
}

awaitable<CreateTopicsResponse> ControlPlane::create_topics(CreateTopicsRequest request, std::int16_t version,
                                                            const metadata::ChargePartitions& charge,
                                                            std::string asker) {
  return run_on(thread_.executor(),
                [this, request = std::move(request), version, charge, asker = std::move(asker)] {
                  return create(request, version, charge, asker);
                });
}

awaitable<protocol::DeleteTopicsResponse> ControlPlane::delete_topics(
    protocol::DeleteTopicsRequest request, std::int16_t version, const metadata::ChargePartitions& charge,
    std::string asker) {
  return run_on(thread_.executor(),
                [this, request = std::move(request), version, charge, asker = std::move(asker)] {
                  auto done = controller_->delete_topics(request, version, charge);
                  if (done.deleted.empty()) return std::move(done.response);
                  ClusterView next = *view_.get();
                  std::vector<std::shared_ptr<Partition>> gone;
                  for (const auto& topic : done.deleted) {
                    if (const auto& served = next.topic(topic->id))
                      gone.insert(gone.end(), served->partitions.begin(), served->partitions.end());
                    next.erase(*topic);
                  }
                  publish(std::move(next));
                  logs_.remove(gone, config()->configs.integer("log.segment.delete.delay.ms"), asker);
                  for (const auto& topic : done.deleted) {
                    diag::info("topic is deleted topic={} id={}", topic->name, topic->id.to_string());
                    if (listeners_.topic_deleted) listeners_.topic_deleted(*topic);
                  }
                  return std::move(done.response);
                });
}

awaitable<protocol::CreatePartitionsResponse> ControlPlane::create_partitions(
    protocol::CreatePartitionsRequest request, const metadata::ChargePartitions& charge, std::string asker) {
  return run_on(thread_.executor(), [this, request = std::move(request), charge, asker = std::move(asker)] {
    if (!request.validate_only) logs_.make_way(names_of(request.topics));
    auto done = controller_->create_partitions(request, charge);
    std::vector<metadata::TopicPtr> topics;
    for (const auto& grown : done.grown) topics.push_back(grown.topic);
    show(topics, asker);
    return std::move(done.response);
  });
}

CreateTopicsRequest ControlPlane::creation_of(const std::vector<std::string>& names) const {
  CreateTopicsRequest request;
  for (const auto& name : names) {
    if (name == metadata::kConsumerOffsetsTopic) {
      auto offsets = metadata::create_offsets_topic({
          .num_partitions = config()->groups.offsets_topic_num_partitions,
          .replication_factor = std::int16_t{1},  // a lone broker has no other
          .segment_bytes = config()->groups.offsets_topic_segment_bytes,
      });
      std::ranges::move(offsets.topics, std::back_inserter(request.topics));
    } else if (name == metadata::kTransactionStateTopic) {
      auto state = metadata::create_transaction_topic({
          .num_partitions = config()->transactions.transaction_state_log_num_partitions,
          .replication_factor = std::int16_t{1},
          .min_insync_replicas = 1,
          .segment_bytes = config()->transactions.transaction_state_log_segment_bytes,
      });
      std::ranges::move(state.topics, std::back_inserter(request.topics));
    } else {
      request.topics.push_back({.name = name, .num_partitions = -1, .replication_factor = -1});
    }
  }
  return request;
}

awaitable<CreateTopicsResponse> ControlPlane::auto_create(std::vector<std::string> names,
                                                          const metadata::ChargePartitions& charge,
                                                          std::string asker) {
  return run_on(thread_.executor(),
                [this, names = std::move(names), charge, asker = std::move(asker)]() mutable {
                  const auto& view = view_.get();
                  std::erase_if(names, [&](const auto& name) { return view->topic(name) != nullptr; });
                  return names.empty() ? CreateTopicsResponse()
                                       : create(creation_of(names), kOwnCreateVersion, charge, asker);
                });
}

awaitable<protocol::AlterClientQuotasResponse> ControlPlane::alter_client_quotas(
    protocol::AlterClientQuotasRequest request) {
  return run_on(thread_.executor(), [this, request = std::move(request)] {
    auto response = controller_->alter_client_quotas(request);
    if (request.validate_only) return response;
    if (listeners_.client_quotas_changed)
      listeners_.client_quotas_changed(controller_->catalog()->client_quotas());
    publish(ClusterView(*view_.get()));
    return response;
  });
}

awaitable<protocol::AlterUserScramCredentialsResponse> ControlPlane::alter_user_scram_credentials(
    protocol::AlterUserScramCredentialsRequest request) {
  return run_on(thread_.executor(), [this, request = std::move(request)] {
    auto response = controller_->alter_user_scram_credentials(request);
    publish(ClusterView(*view_.get()));
    return response;
  });
}

awaitable<metadata::ApiResult<std::int64_t>> ControlPlane::next_producer_id() {
  return run_on(thread_.executor(), [this]() -> metadata::ApiResult<std::int64_t> {
    if (producer_ids_.count == 0) {
      auto block = controller_->allocate_producer_ids();
      if (!block) return std::unexpected(std::move(block.error()));
      producer_ids_ = *block;
    }
    --producer_ids_.count;
    return producer_ids_.first++;
  });
}

awaitable<metadata::ApiResult<void>> ControlPlane::update_features(protocol::UpdateFeaturesRequest request) {
  return run_on(thread_.executor(), [this, request = std::move(request)]() -> metadata::ApiResult<void> {
    const auto changed = controller_->update_features(request);
    if (!changed) return std::unexpected(changed.error());
    if (!*changed) return {};
    publish(*view_.get());
    for (const auto& [name, level] : controller_->catalog()->features().levels)
      diag::info("feature is finalized name={} level={}", name, level);
    return {};
  });
}

}  // namespace moldau::broker
