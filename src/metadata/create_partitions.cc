#include <algorithm>
#include <fmt/core.h>

#include "metadata/controller.h"
#include "metadata/placement.h"
#include "metadata/repeated_names.h"
#include "metadata/tree.h"

// CreatePartitions: the count asked for is the topic's new total. New replicas are as many as the topic's
// first partition has.

namespace moldau::metadata {
namespace {

using protocol::CreatePartitionsRequest;
using protocol::CreatePartitionsResponse;
using protocol::ErrorCode;
using Asked = CreatePartitionsRequest::CreatePartitionsTopic;
using Result = CreatePartitionsResponse::CreatePartitionsTopicResult;

void set_error(Result& result, const ApiError& error) {
  result.error_code = to_wire(error.code);
  result.error_message = error.message;
}

ApiResult<Topic> refuse_repeated(std::string_view name) {
  return refuse(ErrorCode::kInvalidRequest, fmt::format("The request has topic '{}' more than once.", name));
}

ApiResult<void> check_count(const Topic& topic, std::int32_t count) {
  if (count == topic.partition_count())
    return refuse(ErrorCode::kInvalidPartitions, fmt::format("Topic '{}' has {} partition(s) already.",
                                                             topic.name, topic.partition_count()));
  if (count < topic.partition_count())
    return refuse(ErrorCode::kInvalidPartitions,
                  fmt::format("Topic '{}' has {} partition(s), which cannot become fewer: {} were asked for.",
                              topic.name, topic.partition_count(), count));
  return {};
}

ApiResult<std::vector<PartitionState>> new_partitions(const Catalog& catalog, const Topic& topic,
                                                      const Asked& asked) {
  const auto count = asked.count - topic.partition_count();
  const auto start = load_be<std::uint32_t>(topic.id.bytes.data() + 12) +
                     static_cast<std::uint32_t>(topic.partition_count());
  if (!asked.assignments)
    return place_partitions(catalog.brokers(), count, topic.replication_factor(), start);
  if (asked.assignments->size() != static_cast<std::size_t>(count))
    return refuse(
        ErrorCode::kInvalidReplicaAssignment,
        fmt::format("{} partition(s) are to be added to topic '{}', but the replica assignment is for {}.",
                    count, topic.name, asked.assignments->size()));
  std::vector<std::vector<std::int32_t>> replicas;
  for (const auto& assignment : *asked.assignments) replicas.push_back(assignment.broker_ids);
  return assign_partitions(catalog.brokers(), replicas, static_cast<std::size_t>(topic.replication_factor()));
}

}  // namespace

std::int64_t Controller::partitions_asked(const CreatePartitionsRequest& request) const {
  std::int64_t total = 0;
  std::set<std::string_view> seen;
  for (const auto& asked : request.topics)
    if (const auto& topic = catalog_->topic(asked.name); topic && seen.insert(asked.name).second)
      total += std::max(asked.count - std::int64_t{topic->partition_count()}, std::int64_t{0});
  return total;
}

ApiResult<Topic> Controller::plan_growth(const Growable& asked, std::int64_t in_request) const {
  const auto& topic = catalog_->topic(asked.name);
  if (!topic)
    return refuse(ErrorCode::kUnknownTopicOrPartition, fmt::format("There is no topic '{}'.", asked.name));
  if (in_request > options_.max_partitions_per_request)
    return refuse(ErrorCode::kPolicyViolation,
                  fmt::format("The request adds {} partitions, more than the {} that one request may.",
                              in_request, options_.max_partitions_per_request));
  if (const auto fine = check_count(*topic, asked.count); !fine) return std::unexpected(fine.error());
  auto added = new_partitions(*catalog_, *topic, asked);
  if (!added) return std::unexpected(added.error());
  auto grown = *topic;
  grown.partitions.reserve(grown.partitions.size() + added->size());
  std::ranges::move(*added, std::back_inserter(grown.partitions));
  return grown;
}

std::vector<Controller::TopicChange> Controller::plan_growths(const CreatePartitionsRequest& request,
                                                              const ChargePartitions& charge,
                                                              CreatePartitionsResponse& response) const {
  RepeatedNames names;
  for (const auto& asked : request.topics) names.add(asked.name);
  const auto partitions = partitions_asked(request);
  std::vector<TopicChange> changes;
  for (const auto& asked : request.topics) {
    if (!names.take(asked.name)) continue;
    auto& result = response.results.emplace_back(Result{.name = asked.name});
    auto topic = names.repeated(asked.name) ? refuse_repeated(asked.name) : plan_growth(asked, partitions);
    if (topic && charge) {
      const auto added = topic->partition_count() - catalog_->topic(asked.name)->partition_count();
      if (const auto paid = charge(added); !paid) topic = std::unexpected(paid.error());
    }
    if (!topic) {
      set_error(result, topic.error());
      continue;
    }
    if (request.validate_only) continue;
    auto steps = grow_topic_steps(*topic, catalog_->topic(asked.name)->partition_count());
    changes.push_back(
        {std::make_shared<const Topic>(std::move(*topic)), std::move(steps), response.results.size() - 1});
  }
  return changes;
}

CreatedPartitions Controller::create_partitions(const CreatePartitionsRequest& request,
                                                const ChargePartitions& charge) {
  CreatedPartitions outcome;
  const auto changes = plan_growths(request, charge, outcome.response);
  const auto written = write_changes(changes);
  CatalogBuilder builder(*catalog_);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& [topic, steps, result] = changes[i];
    if (!written[i]) {
      set_error(outcome.response.results[result], written[i].error());
      continue;
    }
    outcome.grown.push_back({topic, catalog_->topic(topic->name)->partition_count()});
    builder.set_topic(topic);
  }
  if (!outcome.grown.empty()) catalog_ = builder.build();
  return outcome;
}

}  // namespace moldau::metadata
