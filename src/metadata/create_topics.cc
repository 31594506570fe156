#include <algorithm>
#include <fmt/core.h>

#include "metadata/controller.h"
#include "metadata/internal_topics.h"
#include "metadata/placement.h"
#include "metadata/repeated_names.h"
#include "metadata/topic_name.h"
#include "metadata/tree.h"

// CreateTopics, as KRaft's controller decides it: -1 stands for the defaults in every version, and names
// collide with topics that are there, not with those of the same request. Results are in the request's order,
// a repeated name's once.

namespace moldau::metadata {
namespace {

using protocol::CreateTopicsRequest;
using protocol::CreateTopicsResponse;
using protocol::ErrorCode;
using Result = CreateTopicsResponse::CreatableTopicResult;

void set_error(Result& result, ApiError error) {
  result = {.name = std::move(result.name),
            .error_code = to_wire(error.code),
            .error_message = std::move(error.message),
            .configs = std::vector<Result::CreatableTopicConfigs>()};
}

ApiResult<Topic> refuse_repeated(std::string_view name) {
  return refuse(ErrorCode::kInvalidRequest, fmt::format("The request has topic '{}' more than once.", name));
}

std::vector<std::vector<std::int32_t>> sorted_assignment(const CreateTopicsRequest::CreatableTopic& asked) {
  auto assignments = asked.assignments;
  std::ranges::sort(assignments, {}, [](const auto& assignment) { return assignment.partition_index; });
  std::vector<std::vector<std::int32_t>> replicas;
  for (auto& assignment : assignments) replicas.push_back(std::move(assignment.broker_ids));
  return replicas;
}

ApiResult<void> check_assigned_indexes(const CreateTopicsRequest::CreatableTopic& asked) {
  std::set<std::int32_t> indexes;
  for (const auto& assignment : asked.assignments)
    if (!indexes.insert(assignment.partition_index).second)
      return refuse(
          ErrorCode::kInvalidReplicaAssignment,
          fmt::format("The replica assignment has partition {} more than once.", assignment.partition_index));
  if (*indexes.begin() != 0 || *indexes.rbegin() != static_cast<std::int32_t>(indexes.size()) - 1)
    return refuse(ErrorCode::kInvalidReplicaAssignment,
                  "The replica assignment's partitions have to be numbered from 0 without gaps.");
  return {};
}

}  // namespace

ApiResult<void> Controller::check_topic_name(std::string_view name) const {
  if (name == kClusterMetadataTopic)
    return refuse(ErrorCode::kInvalidRequest, fmt::format("The internal topic {} cannot be created.", name));
  if (auto why = refuse_topic_name(name)) return refuse(ErrorCode::kInvalidTopicException, std::move(*why));
  if (catalog_->topic(name))
    return refuse(ErrorCode::kTopicAlreadyExists, fmt::format("Topic '{}' already exists.", name));
  if (const auto found = collisions_.find(collision_key(name)); found != collisions_.end())
    return refuse(ErrorCode::kInvalidTopicException,
                  fmt::format("Topic '{}' collides with topic '{}', as '.' and '_' are the same in metrics.",
                              name, *found->second.begin()));
  return {};
}

ApiResult<ConfigMap> Controller::check_topic_configs(const Creatable& asked) const {
  ConfigMap configs;
  for (const auto& config : asked.configs) {
    if (!config.value)
      return refuse(ErrorCode::kInvalidConfig,
                    fmt::format("The topic config {} must not be null.", config.name));
    configs.insert_or_assign(config.name, *config.value);
  }
  for (const auto& [name, value] : configs)
    if (auto why = options_.configs.refuse(name, value))
      return refuse(ErrorCode::kInvalidConfig, std::move(*why));
  if (auto why = options_.configs.refuse_together(configs))
    return refuse(ErrorCode::kInvalidConfig, std::move(*why));
  return configs;
}

ApiResult<std::vector<PartitionState>> Controller::plan_partitions(const Creatable& asked,
                                                                   const Uuid& id) const {
  if (!asked.assignments.empty()) {
    if (asked.replication_factor != -1)
      return refuse(ErrorCode::kInvalidRequest,
                    "With a replica assignment the replication factor has to be -1.");
    if (asked.num_partitions != -1)
      return refuse(ErrorCode::kInvalidRequest,
                    "With a replica assignment the number of partitions has to be -1.");
    if (const auto fine = check_assigned_indexes(asked); !fine) return std::unexpected(fine.error());
    return assign_partitions(catalog_->brokers(), sorted_assignment(asked), 0);
  }
  if (asked.replication_factor < -1 || asked.replication_factor == 0)
    return refuse(ErrorCode::kInvalidReplicationFactor,
                  fmt::format("The replication factor is {}; it has to be at least 1, or -1 for the default.",
                              asked.replication_factor));
  if (asked.num_partitions < -1 || asked.num_partitions == 0)
    return refuse(
        ErrorCode::kInvalidPartitions,
        fmt::format("The number of partitions is {}; it has to be at least 1, or -1 for the default.",
                    asked.num_partitions));
  return place_partitions(
      catalog_->brokers(), static_cast<std::int32_t>(partitions_asked(asked)),
      asked.replication_factor == -1 ? options_.default_replication_factor : asked.replication_factor,
      load_be<std::uint32_t>(id.bytes.data() + 12));
}

std::int64_t Controller::partitions_asked(const CreateTopicsRequest& request) const {
  std::int64_t total = 0;
  std::set<std::string_view> seen;
  for (const auto& asked : request.topics)
    if (seen.insert(asked.name).second) total += partitions_asked(asked);
  return total;
}

std::int64_t Controller::partitions_asked(const Creatable& asked) const {
  if (!asked.assignments.empty()) return static_cast<std::int64_t>(asked.assignments.size());
  return asked.num_partitions == -1 ? options_.num_partitions : std::max(asked.num_partitions, 0);
}

ApiResult<Topic> Controller::plan_topic(const Creatable& asked, std::int64_t in_request) const {
  if (in_request > options_.max_partitions_per_request)
    return refuse(ErrorCode::kPolicyViolation,
                  fmt::format("The request creates {} partitions, more than the {} that one request may.",
                              in_request, options_.max_partitions_per_request));
  if (const auto fine = check_topic_name(asked.name); !fine) return std::unexpected(fine.error());
  auto configs = check_topic_configs(asked);
  if (!configs) return std::unexpected(configs.error());
  const auto id = options_.new_id();
  auto partitions = plan_partitions(asked, id);
  if (!partitions) return std::unexpected(partitions.error());
  return Topic{asked.name, id, is_internal_topic(asked.name), std::move(*configs), std::move(*partitions)};
}

void Controller::set_created(protocol::CreateTopicsResponse::CreatableTopicResult& result, const Topic& topic,
                             std::int16_t version) const {
  result.topic_id = topic.id;
  result.num_partitions = topic.partition_count();
  result.replication_factor = topic.replication_factor();
  if (version >= 5) result.configs = options_.configs.describe(topic.configs);
}

std::vector<Controller::TopicChange> Controller::plan_topics(const CreateTopicsRequest& request,
                                                             std::int16_t version,
                                                             const ChargePartitions& charge,
                                                             CreateTopicsResponse& response) const {
  RepeatedNames names;
  for (const auto& asked : request.topics) names.add(asked.name);
  const auto partitions = partitions_asked(request);
  std::vector<TopicChange> changes;
  for (const auto& asked : request.topics) {
    if (!names.take(asked.name)) continue;
    auto& result = response.topics.emplace_back(Result{.name = asked.name, .error_message = std::nullopt});
    auto topic = names.repeated(asked.name) ? refuse_repeated(asked.name) : plan_topic(asked, partitions);
    if (topic && charge)
      if (const auto paid = charge(topic->partition_count()); !paid) topic = std::unexpected(paid.error());
    if (!topic) {
      set_error(result, std::move(topic.error()));
      continue;
    }
    set_created(result, *topic, version);
    if (request.validate_only) continue;
    auto steps = create_topic_steps(*topic);
    changes.push_back(
        {std::make_shared<const Topic>(std::move(*topic)), std::move(steps), response.topics.size() - 1});
  }
  return changes;
}

CreatedTopics Controller::create_topics(const CreateTopicsRequest& request, std::int16_t version,
                                        const ChargePartitions& charge) {
  CreatedTopics outcome;
  const auto changes = plan_topics(request, version, charge, outcome.response);
  const auto written = write_changes(changes);
  CatalogBuilder builder(*catalog_);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& [topic, steps, result] = changes[i];
    if (!written[i]) {
      set_error(outcome.response.topics[result], written[i].error());
      continue;
    }
    builder.set_topic(topic);
    index_collisions(topic->name);
    outcome.created.push_back(topic);
  }
  if (!outcome.created.empty()) catalog_ = builder.build();
  return outcome;
}

}  // namespace moldau::metadata
