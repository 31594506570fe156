/// Metadata 0-13. 0 takes no topics for all, 1 null and tells racks, the controller and internal topics, 2
/// the cluster id, 4 whether to create topics, 5 offline replicas, 7 leader epochs, 8 authorized operations
/// (the cluster's until 10), 9 compact lengths, 10 topic ids, 12 topics by id, 13 an error for the whole
/// answer. A topic that is created by this request is answered as it is then, so that nobody has to ask
/// again.
#include "protocol/messages/03_metadata.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "broker/asker.h"
#include "broker/broker.h"
#include "broker/handlers/authorized_operations.h"
#include "broker/handlers/endpoint.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/partition_state.h"
#include "broker/handlers/serve.h"
#include "metadata/internal_topics.h"
#include "metadata/topic_name.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::MetadataRequest;
using protocol::MetadataResponse;
using TopicAnswer = MetadataResponse::MetadataResponseTopic;
using Wanted = MetadataRequest::MetadataRequestTopic;
/// What one request may create, as CreateTopics has it too.
constexpr std::size_t kMaxCreatedTopics = 10'000;
/// Why topics could not be created, by name.
using Refusals = std::map<std::string, ErrorCode, std::less<>>;
constexpr std::int16_t kFirstVersionWithNull = 1, kFirstVersionWithCreation = 4, kFirstVersionByTopicId = 12;

/// Topics that nobody asked for by CreateTopics are never more than a quota allows.
constexpr std::int16_t kAlwaysRefused = 0;

/// For a client that knows nothing of quotas on topics the topic is not there yet.
ErrorCode why_not_created(std::int16_t error_code) {
  const auto code = static_cast<ErrorCode>(error_code);
  return code == ErrorCode::kThrottlingQuotaExceeded ? ErrorCode::kUnknownTopicOrPartition : code;
}

class Metadata {
 public:
  Metadata(RequestContext& context, const MetadataRequest& request) : context_(context), request_(request) {}

  bool wants_all() const {
    return !request_.topics || (context_.version() < kFirstVersionWithNull && request_.topics->empty());
  }

  /// Ids count from version 12 on, and a topic has to have either.
  bool names_badly() const {
    const bool ids_count = context_.version() >= kFirstVersionByTopicId;
    return request_.topics && std::ranges::any_of(*request_.topics, [&](const auto& wanted) {
             return ids_count ? !wanted.name && wanted.topic_id.is_zero()
                              : !wanted.name || !wanted.topic_id.is_zero();
           });
  }

  MetadataResponse refuse() const {
    MetadataResponse response;
    for (const auto& wanted : *request_.topics)
      response.topics.push_back({.error_code = to_wire(ErrorCode::kInvalidRequest),
                                 .name = wanted.name.value_or(""),
                                 .topic_id = wanted.topic_id});
    response.error_code = to_wire(ErrorCode::kUnknownServerError);
    return response;
  }

  /// Topics that are missing and that this request may create.
  std::vector<std::string> to_create() const {
    std::vector<std::string> names;
    const bool asked = context_.version() < kFirstVersionWithCreation || request_.allow_auto_topic_creation;
    if (wants_all() || !asked || !context_.broker.config().topics.auto_create_topics_enable) return names;
    const auto& view = *context_.broker.view();
    for (const auto& wanted : *request_.topics)
      if (wanted.topic_id.is_zero() && wanted.name && !view.topic(*wanted.name))
        names.push_back(*wanted.name);
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return names;
  }

  MetadataResponse answer(const Refusals& created) const {
    const auto view = context_.broker.view();
    MetadataResponse response;
    const auto self = endpoint_for(context_);
    response.brokers.push_back({self.node_id, self.host, self.port, self.rack});
    response.cluster_id = view->catalog->cluster_id();
    response.controller_id = view->catalog->controller_id();
    if (request_.include_cluster_authorized_operations)
      response.cluster_authorized_operations = kAllClusterOperations;
    if (wants_all()) {
      for (const auto& topic : view->catalog->topics())
        response.topics.push_back(describe(*view->topic(topic->id)));
    } else {
      std::set<std::pair<Uuid, std::optional<std::string>>> named;
      for (const auto& wanted : *request_.topics)
        if (named.emplace(wanted.topic_id, wanted.name).second)
          response.topics.push_back(look_up(*view, wanted, created));
    }
    return response;
  }

 private:
  TopicAnswer look_up(const ClusterView& view, const Wanted& wanted, const Refusals& created) const {
    const bool by_id = !wanted.topic_id.is_zero();
    const auto& served = by_id ? view.topic(wanted.topic_id) : view.topic(wanted.name.value_or(""));
    if (served) return describe(*served);
    TopicAnswer missing;
    missing.topic_id = wanted.topic_id;
    missing.name = by_id ? std::nullopt : wanted.name;
    missing.error_code = to_wire(by_id ? ErrorCode::kUnknownTopicId : why_missing(wanted, created));
    missing.is_internal = !by_id && metadata::is_internal_topic(wanted.name.value_or(""));
    return missing;
  }

  ErrorCode why_missing(const Wanted& wanted, const Refusals& created) const {
    const auto name = wanted.name.value_or("");
    const auto result = created.find(name);
    if (result != created.end()) return result->second;
    return metadata::refuse_topic_name(name) ? ErrorCode::kInvalidTopicException
                                             : ErrorCode::kUnknownTopicOrPartition;
  }

  TopicAnswer describe(const ServedTopic& served) const {
    const auto& topic = *served.topic;
    TopicAnswer answer;
    answer.name = topic.name;
    answer.topic_id = topic.id;
    answer.is_internal = topic.is_internal;
    if (request_.include_topic_authorized_operations)
      answer.topic_authorized_operations = kAllTopicOperations;
    answer.partitions.reserve(topic.partitions.size());
    for (std::int32_t i = 0; i < topic.partition_count(); ++i)
      tell_state(served, i, answer.partitions.emplace_back());
    return answer;
  }

  RequestContext& context_;
  const MetadataRequest& request_;
};

}  // namespace

boost::asio::awaitable<Served> serve_metadata(RequestContext& context, MutableByteView body) {
  const auto request = read_body<MetadataRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  const Metadata metadata(context, *request);
  if (metadata.names_badly()) co_return answer(context, metadata.refuse());
  Refusals refusals;
  if (auto missing = metadata.to_create(); !missing.empty() && missing.size() <= kMaxCreatedTopics) {
    const auto quota = mutation_quota(context, kAlwaysRefused);
    const auto charge = charge_with(quota);
    auto who = asker(context);
    const auto created =
        co_await context.broker.control().auto_create(std::move(missing), charge, std::move(who));
    for (const auto& topic : created.topics)
      if (topic.error_code != 0) refusals.emplace(topic.name, why_not_created(topic.error_code));
  }
  co_return answer(context, metadata.answer(refusals));
}

}  // namespace moldau::broker
