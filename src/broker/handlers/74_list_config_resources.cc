/// ListConfigResources 0-1: what has configuration, by its kind. 0 lists subscriptions to clients' metrics
/// alone (its name was ListClientMetricsResources); 1 asks for kinds, for all of them where it names none.
#include "protocol/messages/74_list_config_resources.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <vector>

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {
namespace {

using metadata::ConfigResourceType;
using protocol::ErrorCode;
using protocol::ListConfigResourcesResponse;

/// Subscriptions and groups are listed where something is set for them, the others always.
std::vector<std::string> names_of(const metadata::Catalog& catalog, ConfigResourceType type) {
  std::vector<std::string> names;
  switch (type) {
    case ConfigResourceType::kClientMetrics:
    case ConfigResourceType::kGroup: return catalog.configured(type);
    case ConfigResourceType::kBroker:
    case ConfigResourceType::kBrokerLogger:
      for (const auto& [id, broker] : catalog.brokers()) names.push_back(fmt::format("{}", id));
      return names;
    case ConfigResourceType::kTopic:
      for (const auto& topic : catalog.topics()) names.push_back(topic->name);
      return names;
  }
  return names;
}

/// In the order of the answer.
constexpr std::array kTypes = {ConfigResourceType::kGroup, ConfigResourceType::kClientMetrics,
                               ConfigResourceType::kBrokerLogger, ConfigResourceType::kBroker,
                               ConfigResourceType::kTopic};

}  // namespace

Served serve_list_config_resources(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::ListConfigResourcesRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  auto wanted = std::move(request->resource_types);
  if (context.version() == 0) wanted = {static_cast<std::int8_t>(ConfigResourceType::kClientMetrics)};
  ListConfigResourcesResponse response;
  const auto is_known = [](std::int8_t number) { return metadata::config_resource_type(number).has_value(); };
  if (!std::ranges::all_of(wanted, is_known)) {
    response.error_code = to_wire(ErrorCode::kUnsupportedVersion);
    return answer(context, response);
  }
  const auto catalog = context.broker.view()->catalog;
  for (const auto type : kTypes) {
    const auto number = static_cast<std::int8_t>(type);
    if (!wanted.empty() && std::ranges::find(wanted, number) == wanted.end()) continue;
    for (auto& name : names_of(*catalog, type))
      response.config_resources.push_back({.resource_name = std::move(name), .resource_type = number});
  }
  return answer(context, response);
}

}  // namespace moldau::broker
