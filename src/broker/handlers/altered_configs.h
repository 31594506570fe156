#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "broker/request_context.h"
#include "metadata/config/alter_configs.h"
#include "protocol/error_code.h"

/// What AlterConfigs and IncrementalAlterConfigs have in common: their resources and how they are answered.
namespace moldau::broker {

/// `take(config)` makes a key's alteration of a request's.
template <class Resources, class Take>
std::vector<metadata::AskedAlteration> asked_alterations(Resources& resources, bool replaces_all, Take take) {
  std::vector<metadata::AskedAlteration> asked;
  for (auto& resource : resources) {
    auto& each = asked.emplace_back();
    each.resource_type = resource.resource_type;
    each.resource_name = resource.resource_name;
    each.replaces_all = replaces_all;
    for (auto& config : resource.configs) each.configs.push_back(take(config));
  }
  return asked;
}

/// Looks up the hosts that max.connections.per.ip.overrides is to have, so that the controller waits for no
/// names; notes with whoever names one that nobody knows that it is refused.
boost::asio::awaitable<void> look_up_hosts(RequestContext& context,
                                           std::vector<metadata::AskedAlteration>& asked);

/// REQUIRES: one result a resource.
template <class Response, class Resources>
Response altered_configs(Resources& resources, std::vector<metadata::ApiResult<void>> results) {
  Response response;
  for (std::size_t i = 0; i < results.size(); ++i) {
    auto& answer = response.responses.emplace_back();
    answer.resource_type = resources[i].resource_type;
    answer.resource_name = std::move(resources[i].resource_name);
    answer.error_message = std::nullopt;
    if (results[i]) continue;
    answer.error_code = protocol::to_wire(results[i].error().code);
    answer.error_message = std::move(results[i].error().message);
  }
  return response;
}

}  // namespace moldau::broker
