/// DescribeConfigs 0-4. 1 has synonyms and sources instead of is_default, 2 is the same, 3 types and
/// documentation, 4 compact lengths.
#include "protocol/messages/32_describe_configs.h"

#include <charconv>
#include <set>
#include <string>
#include <utility>

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "metadata/config/describe_configs.h"
#include "metadata/topic_name.h"

namespace moldau::broker {
namespace {

using protocol::DescribeConfigsRequest;
using protocol::DescribeConfigsResponse;
using protocol::ErrorCode;
using Result = DescribeConfigsResponse::DescribeConfigsResult;
constexpr std::int8_t kTopic = 2, kBroker = 4;

void fail(Result& result, ErrorCode code, std::string message) {
  result.error_code = to_wire(code);
  result.error_message = std::move(message);
}

void describe_topic(const ClusterView& view, const metadata::BrokerConfigs& broker,
                    const metadata::DescribeOptions& options, Result& result) {
  if (const auto why = metadata::refuse_topic_name(result.resource_name))
    return fail(result, ErrorCode::kInvalidTopicException, *why);
  const auto& served = view.topic(result.resource_name);
  if (!served)
    return fail(result, ErrorCode::kUnknownTopicOrPartition,
                fmt::format("there is no topic {}", result.resource_name));
  const auto& topic = *served->topic;
  result.configs =
      metadata::describe_topic_configs(broker, topic.configs, topic.replication_factor(), options);
}

void describe_broker(std::int32_t node_id, const metadata::BrokerConfigs& broker,
                     const metadata::DescribeOptions& options, Result& result) {
  const auto& name = result.resource_name;
  if (name.empty()) {
    result.configs = metadata::describe_default_broker_configs(broker, options);
    return;
  }
  std::int32_t id = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
  if (error != std::errc() || end != name.data() + name.size())
    return fail(result, ErrorCode::kInvalidRequest, fmt::format("a broker's id is a number, not {}", name));
  if (id != node_id)
    return fail(
        result, ErrorCode::kInvalidRequest,
        fmt::format(
            "this is broker {}: ask for it or, with an empty name, for the cluster's default, not for {}",
            node_id, name));
  result.configs = metadata::describe_broker_configs(broker, options);
}

}  // namespace

Served serve_describe_configs(RequestContext& context, MutableByteView body) {
  auto request = read_body<DescribeConfigsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const auto& config = context.broker.config();
  DescribeConfigsResponse response;
  std::set<std::pair<std::int8_t, std::string>> named;
  for (auto& resource : request->resources) {
    if (!named.emplace(resource.resource_type, resource.resource_name).second) continue;
    auto& result = response.results.emplace_back();
    result.resource_type = resource.resource_type;
    result.resource_name = std::move(resource.resource_name);
    const metadata::DescribeOptions options{.configuration_keys = std::move(resource.configuration_keys),
                                            .include_synonyms = request->include_synonyms,
                                            .include_documentation = request->include_documentation};
    if (resource.resource_type == kTopic)
      describe_topic(*context.broker.view(), config.configs, options, result);
    else if (resource.resource_type == kBroker)
      describe_broker(config.node_id, config.configs, options, result);
    else
      fail(result, ErrorCode::kInvalidRequest,
           fmt::format("resource type {} has no configs here: 2 is a topic, 4 a broker",
                       resource.resource_type));
  }
  return answer(context, response);
}

}  // namespace moldau::broker
