/// DescribeConfigs 0-4. 1 has synonyms and sources instead of is_default, 2 is the same, 3 types and
/// documentation, 4 compact lengths.
#include "protocol/messages/32_describe_configs.h"

#include <charconv>
#include <set>
#include <string>
#include <utility>

#include "broker/broker.h"
#include "broker/broker_loggers.h"
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
using metadata::ConfigResourceType;

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

/// Fails where `name` is not this broker's id; `expected` goes before it in the words of that.
bool is_node(const std::string& name, std::int32_t node_id, std::string_view expected, Result& result) {
  std::int32_t id = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
  if (error != std::errc() || end != name.data() + name.size())
    fail(result, ErrorCode::kInvalidRequest,
         fmt::format("Broker id must be an integer, but it is: {}", name));
  else if (id != node_id)
    fail(result, ErrorCode::kInvalidRequest,
         fmt::format("Unexpected broker id, expected {}{} but received {}", node_id, expected, name));
  else
    return true;
  return false;
}

void describe_broker(std::int32_t node_id, const metadata::BrokerConfigs& broker,
                     const metadata::DescribeOptions& options, Result& result) {
  if (result.resource_name.empty())
    result.configs = metadata::describe_default_broker_configs(broker, options);
  else if (is_node(result.resource_name, node_id, " or empty string,", result))
    result.configs = metadata::describe_broker_configs(broker, options);
}

void describe_broker_loggers(std::int32_t node_id, const metadata::DescribeOptions& options, Result& result) {
  if (result.resource_name.empty())
    fail(result, ErrorCode::kInvalidRequest, "Broker id must not be empty");
  else if (is_node(result.resource_name, node_id, "", result))
    result.configs = describe_loggers(options);
}

void describe_subscription(const metadata::Catalog& catalog, const metadata::DescribeOptions& options,
                           Result& result) {
  if (result.resource_name.empty())
    return fail(result, ErrorCode::kInvalidRequest, "Client metrics subscription name must not be empty");
  result.configs = metadata::describe_client_metrics_configs(
      catalog.configs({ConfigResourceType::kClientMetrics, result.resource_name}), options);
}

void describe_group(const metadata::Catalog& catalog, const metadata::BrokerConfigs& broker,
                    const metadata::DescribeOptions& options, Result& result) {
  if (result.resource_name.empty())
    return fail(result, ErrorCode::kInvalidRequest, "Group name must not be empty");
  result.configs = metadata::describe_group_configs(
      broker, catalog.configs({ConfigResourceType::kGroup, result.resource_name}), options);
}

void describe(Broker& broker, const metadata::DescribeOptions& options, Result& result) {
  const auto config = broker.current_config();
  const auto& view = broker.view();
  switch (static_cast<ConfigResourceType>(result.resource_type)) {
    case ConfigResourceType::kTopic: return describe_topic(*view, config->configs, options, result);
    case ConfigResourceType::kBroker:
      return describe_broker(config->node_id, config->configs, options, result);
    case ConfigResourceType::kBrokerLogger: return describe_broker_loggers(config->node_id, options, result);
    case ConfigResourceType::kClientMetrics: return describe_subscription(*view->catalog, options, result);
    case ConfigResourceType::kGroup: return describe_group(*view->catalog, config->configs, options, result);
  }
  fail(result, ErrorCode::kInvalidRequest,
       fmt::format(
           "resource type {} has no configs: 2 is a topic, 4 a broker, 8 its loggers, 16 a subscription "
           "to clients' metrics, 32 a group",
           result.resource_type));
}

}  // namespace

Served serve_describe_configs(RequestContext& context, MutableByteView body) {
  auto request = read_body<DescribeConfigsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
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
    describe(context.broker, options, result);
  }
  return answer(context, response);
}

}  // namespace moldau::broker
