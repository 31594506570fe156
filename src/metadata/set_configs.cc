#include <fmt/core.h>

#include "metadata/controller.h"
#include "metadata/tree.h"

namespace moldau::metadata {
namespace {

using protocol::ErrorCode;

}  // namespace

ApiResult<Controller::TopicChange> Controller::plan_configs(const ConfigChange& change) const {
  const auto& [resource, configs] = change;
  if (resource.type == ConfigResourceType::kTopic) {
    const auto& last = catalog_->topic(resource.name);
    if (!last)
      return refuse(ErrorCode::kUnknownTopicOrPartition,
                    fmt::format("The topic '{}' does not exist.", resource.name));
    if (last->configs == configs) return TopicChange{};
    auto next = std::make_shared<Topic>(*last);
    next->configs = configs;
    return TopicChange{next, {set_topic_step(*next)}};
  }
  const auto& last = catalog_->configs(resource);
  if (last == configs) return TopicChange{};
  const auto path = configs_path(resource);
  if (configs.empty()) return TopicChange{nullptr, {DeleteNode{path}}};
  if (last.empty()) return TopicChange{nullptr, {CreateNode{path, configs_bytes(configs)}}};
  return TopicChange{nullptr, {SetNode{path, configs_bytes(configs)}}};
}

std::vector<ApiResult<void>> Controller::set_configs(std::vector<ConfigChange> changes) {
  std::vector<ApiResult<void>> results(changes.size());
  std::vector<TopicChange> planned;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    auto change = plan_configs(changes[i]);
    if (!change) {
      results[i] = std::unexpected(std::move(change.error()));
    } else if (!change->steps.empty()) {
      change->result = i;
      planned.push_back(std::move(*change));
    }
  }
  const auto written = write_changes(planned);
  CatalogBuilder builder(*catalog_);
  for (std::size_t i = 0; i < planned.size(); ++i) {
    auto& [resource, configs] = changes[planned[i].result];
    results[planned[i].result] = written[i];
    if (!written[i]) continue;
    if (planned[i].topic)
      builder.set_topic(planned[i].topic);
    else
      builder.set_configs(resource, std::move(configs));
  }
  if (!planned.empty()) catalog_ = builder.build();
  return results;
}

}  // namespace moldau::metadata
