#include <fmt/core.h>

#include "metadata/controller.h"
#include "metadata/tree.h"

// DeleteTopics. Up to version 5 by name, since 6 by name or by id. A name or an id that comes twice is
// answered once, with an error; a topic asked for by both its name and its id is answered once, with an
// error, and stays.

namespace moldau::metadata {
namespace {

using protocol::DeleteTopicsRequest;
using protocol::DeleteTopicsResponse;
using protocol::ErrorCode;
using Asked = DeleteTopicsRequest::DeleteTopicState;
using Result = DeleteTopicsResponse::DeletableTopicResult;

std::vector<Asked> topics_asked(const DeleteTopicsRequest& request, std::int16_t version) {
  if (version >= 6) return request.topics;
  std::vector<Asked> topics;
  for (const auto& name : request.topic_names) topics.push_back({name, {}});
  return topics;
}

bool has_name_only(const Asked& asked) {
  return asked.name && asked.topic_id.is_zero();
}
bool has_id_only(const Asked& asked) {
  return !asked.name && !asked.topic_id.is_zero();
}

/// How often each name and each id stands alone in a request, and which were answered already.
struct Given {
  std::map<std::string, int, std::less<>> names;
  std::map<Uuid, int> ids;
  std::set<std::string, std::less<>> answered_names;
  std::set<Uuid> answered_ids;

  explicit Given(const std::vector<Asked>& topics) {
    for (const auto& asked : topics) {
      if (has_name_only(asked)) ++names[*asked.name];
      if (has_id_only(asked)) ++ids[asked.topic_id];
    }
  }
};

/// The topic that is to go, a refusal, or null where another item's answer covers this one. A topic that is
/// found is answered by its name and its id, also where it is refused.
ApiResult<TopicPtr> find_by_name(const Catalog& catalog, Given& given, std::string_view name,
                                 Result& result) {
  if (!given.answered_names.emplace(name).second) return nullptr;
  if (given.names.find(name)->second > 1)
    return refuse(ErrorCode::kInvalidRequest,
                  fmt::format("The request has topic '{}' more than once.", name));
  const auto& topic = catalog.topic(name);
  if (!topic)
    return refuse(ErrorCode::kUnknownTopicOrPartition, fmt::format("There is no topic '{}'.", name));
  result.topic_id = topic->id;
  if (given.ids.contains(topic->id))
    return refuse(ErrorCode::kInvalidRequest,
                  fmt::format("The request has topic '{}' by its name and by its id.", name));
  return topic;
}

ApiResult<TopicPtr> find_by_id(const Catalog& catalog, Given& given, const Uuid& id, Result& result) {
  if (!given.answered_ids.insert(id).second) return nullptr;
  if (given.ids.at(id) > 1)
    return refuse(ErrorCode::kInvalidRequest,
                  fmt::format("The request has topic id {} more than once.", id.to_string()));
  const auto& topic = catalog.topic(id);
  if (!topic)
    return refuse(ErrorCode::kUnknownTopicId, fmt::format("There is no topic of id {}.", id.to_string()));
  result.name = topic->name;
  if (const auto name = given.names.find(topic->name); name != given.names.end() && name->second == 1)
    return nullptr;
  return topic;
}

ApiResult<TopicPtr> find(const Catalog& catalog, Given& given, const Asked& asked, Result& result) {
  if (has_name_only(asked)) return find_by_name(catalog, given, *asked.name, result);
  if (has_id_only(asked)) return find_by_id(catalog, given, asked.topic_id, result);
  if (asked.name)
    return refuse(ErrorCode::kInvalidRequest, "A topic is named by its name or by its id, not by both.");
  return refuse(ErrorCode::kInvalidRequest, "A topic has to be named by its name or by its id.");
}

void set_error(Result& result, const ApiError& error) {
  result.error_code = to_wire(error.code);
  result.error_message = error.message;
}

/// What delete.topic.enable=false answers. Before version 3 the error had no code of its own.
DeletedTopics refuse_all(const DeleteTopicsRequest& request, std::int16_t version) {
  DeletedTopics outcome;
  const auto code = version < 3 ? ErrorCode::kInvalidRequest : ErrorCode::kTopicDeletionDisabled;
  for (const auto& asked : topics_asked(request, version))
    set_error(outcome.response.responses.emplace_back(Result{asked.name, asked.topic_id}),
              {code, "Topics cannot be deleted, as delete.topic.enable is false."});
  return outcome;
}

}  // namespace

std::vector<Controller::TopicChange> Controller::plan_deletions(const DeleteTopicsRequest& request,
                                                                std::int16_t version,
                                                                const ChargePartitions& charge,
                                                                DeleteTopicsResponse& response) const {
  const auto asked_topics = topics_asked(request, version);
  Given given(asked_topics);
  std::vector<TopicChange> changes;
  for (const auto& asked : asked_topics) {
    Result result{asked.name, asked.topic_id};
    auto topic = find(*catalog_, given, asked, result);
    if (topic && !*topic) continue;
    if (topic && charge)
      if (const auto paid = charge((*topic)->partition_count()); !paid) topic = std::unexpected(paid.error());
    if (!topic)
      set_error(result, topic.error());
    else
      changes.push_back({*topic, delete_topic_steps(**topic), response.responses.size()});
    response.responses.push_back(std::move(result));
  }
  return changes;
}

DeletedTopics Controller::delete_topics(const DeleteTopicsRequest& request, std::int16_t version,
                                        const ChargePartitions& charge) {
  if (!options_.delete_topic_enable) return refuse_all(request, version);
  DeletedTopics outcome;
  const auto changes = plan_deletions(request, version, charge, outcome.response);
  const auto written = write_changes(changes);
  CatalogBuilder builder(*catalog_);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& [topic, steps, result] = changes[i];
    if (!written[i]) {
      set_error(outcome.response.responses[result], written[i].error());
      continue;
    }
    builder.remove_topic(topic->name);
    forget_collisions(topic->name);
    outcome.deleted.push_back(topic);
  }
  if (!outcome.deleted.empty()) catalog_ = builder.build();
  return outcome;
}

}  // namespace moldau::metadata
