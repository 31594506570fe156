#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string>
#include <utility>

#include "base/diag.h"
#include "broker/broker_loggers.h"
#include "broker/control_plane.h"
#include "broker/partition_config.h"
#include "broker/run_on.h"
#include "metadata/config/dynamic_configs.h"

/// Altering configurations: checked and stored resource by resource, then followed.
namespace moldau::broker {
namespace {

using metadata::ApiResult;
using metadata::AskedAlteration;
using metadata::ConfigResource;
using metadata::ConfigResourceType;
using protocol::ErrorCode;

using Repeats = std::map<std::pair<std::int8_t, std::string_view>, int>;

Repeats count_resources(const std::vector<AskedAlteration>& asked) {
  Repeats counts;
  for (const auto& each : asked) ++counts[{each.resource_type, each.resource_name}];
  return counts;
}

ApiResult<ConfigResource> resource_of(const AskedAlteration& asked, const Repeats& counts,
                                      std::int32_t node_id) {
  if (counts.at({asked.resource_type, asked.resource_name}) > 1)
    return metadata::refuse(ErrorCode::kInvalidRequest, metadata::kRepeatedResource);
  return metadata::check_alteration(asked, node_id);
}

/// Names alone: a value may be a secret.
void report(const AskedAlteration& asked) {
  std::string keys;
  for (const auto& config : asked.configs) keys += (keys.empty() ? "" : ",") + config.name;
  diag::info("configs are altered type={} name=\"{}\" keys={}", asked.resource_type, asked.resource_name,
             keys);
}

}  // namespace

/// What of a request is to be written, and the answers to what is not.
struct ControlPlane::PlannedAlterations {
  std::vector<ApiResult<void>> results;
  std::vector<metadata::ConfigChange> changes;
  std::vector<std::size_t> places;  // of the changes in the request
};

void ControlPlane::load_stored_configs() {
  const auto last = config();
  const auto own = std::to_string(last->node_id);
  const auto& catalog = *controller_->catalog();
  auto config = metadata::with_stored_configs(*last, catalog.configs({ConfigResourceType::kBroker, ""}),
                                              catalog.configs({ConfigResourceType::kBroker, own}));
  for (const auto& warning : config.warnings)
    if (std::ranges::find(last->warnings, warning) == last->warnings.end()) diag::warn("{}", warning);
  config_.set(std::make_shared<const metadata::ServerConfig>(std::move(config)));
  if (listeners_.config_changed) listeners_.config_changed(*this->config());
}

ControlPlane::PlannedAlterations ControlPlane::plan(const std::vector<AskedAlteration>& asked,
                                                    bool validate_only) const {
  PlannedAlterations planned{
      .results = std::vector<ApiResult<void>>(asked.size()), .changes = {}, .places = {}};
  const auto counts = count_resources(asked);
  // A later resource is checked against what the ones before it make of the broker.
  metadata::ServerConfig broker = *config();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto resource = resource_of(asked[i], counts, broker.node_id);
    if (!resource) {
      planned.results[i] = std::unexpected(resource.error());
    } else if (resource->type == ConfigResourceType::kBrokerLogger) {
      planned.results[i] = alter_loggers(asked[i], validate_only);
    } else {
      auto next =
          metadata::alter_configs(broker, *resource, controller_->catalog()->configs(*resource), asked[i]);
      if (next && resource->type == ConfigResourceType::kTopic &&
          !controller_->catalog()->topic(resource->name))
        next = metadata::refuse(ErrorCode::kUnknownTopicOrPartition,
                                fmt::format("The topic '{}' does not exist.", resource->name));
      if (!next) {
        planned.results[i] = std::unexpected(std::move(next.error()));
        continue;
      }
      if (*next == controller_->catalog()->configs(*resource))
        continue;  // as mirroring tools ask all the time
      if (resource->type == ConfigResourceType::kBroker)
        broker = metadata::with_dynamic_configs(broker, *resource, *next).value();
      planned.changes.push_back({*resource, std::move(*next)});
      planned.places.push_back(i);
    }
  }
  return planned;
}

std::vector<ApiResult<void>> ControlPlane::alter(const std::vector<AskedAlteration>& asked,
                                                 bool validate_only) {
  auto planned = plan(asked, validate_only);
  if (validate_only || planned.changes.empty()) return std::move(planned.results);
  std::vector<ConfigResource> planned_for, altered;
  for (const auto& change : planned.changes) planned_for.push_back(change.resource);
  const auto written = controller_->set_configs(std::move(planned.changes));
  for (std::size_t i = 0; i < written.size(); ++i) {
    planned.results[planned.places[i]] = written[i];
    if (!written[i]) continue;
    report(asked[planned.places[i]]);
    altered.push_back(std::move(planned_for[i]));
  }
  follow(altered);
  return std::move(planned.results);
}

void ControlPlane::follow(const std::vector<ConfigResource>& altered) {
  const auto of_broker = [](const auto& resource) { return resource.type == ConfigResourceType::kBroker; };
  const bool all = std::ranges::any_of(altered, of_broker);
  if (all) load_stored_configs();
  const auto broker = config();
  ClusterView next = *view_.get();
  const auto follow_topic = [&](const metadata::TopicPtr& topic) {
    const auto& served = next.topic(topic->id);
    if (!served) return;
    const auto config = partition_config(*broker, *topic);
    for (const auto& partition : served->partitions) partition->configure(config);
    next.set(std::make_shared<const ServedTopic>(topic, served->partitions));
  };
  const auto& catalog = *controller_->catalog();
  if (all) {
    for (const auto& topic : catalog.topics()) follow_topic(topic);
  } else {
    for (const auto& resource : altered)
      if (resource.type == ConfigResourceType::kTopic) follow_topic(catalog.topic(resource.name));
  }
  publish(std::move(next));
}

boost::asio::awaitable<std::vector<ApiResult<void>>> ControlPlane::alter_configs(
    std::vector<AskedAlteration> asked, bool validate_only) {
  return run_on(thread_.executor(),
                [this, asked = std::move(asked), validate_only] { return alter(asked, validate_only); });
}

}  // namespace moldau::broker
