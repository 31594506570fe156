/// ApiVersions 0-5. 1 has a throttle time, 3 the client's name and version, features and compact lengths (its
/// answer's header stays as it was), 4 features whose first level is 0, 5 the cluster and node that the
/// client means to reach. A version that we do not know is answered in version 0, so that the client can
/// choose another one.
#include "protocol/messages/18_api_versions.h"

#include <algorithm>
#include <cctype>

#include "broker/broker.h"
#include "broker/features.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "coord/transactions/transaction.h"

namespace moldau::broker {
namespace {

using protocol::ApiVersionsRequest;
using protocol::ApiVersionsResponse;
using protocol::ErrorCode;
constexpr std::int16_t kFirstVersionWithSoftware = 3, kFirstVersionWithLevel0 = 4,
                       kFirstVersionWithTarget = 5;
constexpr std::int32_t kAnyNode = -1;

/// Of each word, which stays for as long as the connection does.
constexpr std::size_t kKeptSoftwareBytes = 256;

/// Kafka's pattern: [a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?
bool is_software_word(std::string_view word) {
  const auto alphanumeric = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  return !word.empty() && alphanumeric(word.front()) && alphanumeric(word.back()) &&
         std::ranges::all_of(word, [&](char c) { return alphanumeric(c) || c == '-' || c == '.'; });
}

std::vector<ApiVersionsResponse::ApiVersion> advertised() {
  std::vector<ApiVersionsResponse::ApiVersion> keys;
  for (const auto& api : api_table()) keys.push_back({api.key, api.first_version, api.last_version});
  return keys;
}

void tell_features(const RequestContext& context, ApiVersionsResponse& response) {
  for (auto& feature : supported_features())
    // Clients that do not know 4 cannot read a first level of 0.
    if (feature.first_level > 0 || context.version() >= kFirstVersionWithLevel0)
      response.supported_features.push_back(
          {std::move(feature.name), feature.first_level, feature.last_level});
  const auto& finalized = context.broker.view()->catalog->features();
  response.finalized_features_epoch = finalized.epoch;
  for (const auto& [name, level] : finalized.levels)
    response.finalized_features.push_back({name, level, level});
}

Served refuse(RequestContext& context, ErrorCode code, std::vector<ApiVersionsResponse::ApiVersion> keys) {
  return answer(context, ApiVersionsResponse{.error_code = to_wire(code), .api_keys = std::move(keys)});
}

}  // namespace

Served serve_api_versions(RequestContext& context, MutableByteView body) {
  if (context.version() < 0 || context.version() > ApiVersionsRequest::kInfo.last_version) {
    context.header.api_version = 0;
    const auto& info = ApiVersionsRequest::kInfo;
    return refuse(context, ErrorCode::kUnsupportedVersion,
                  {{info.api_key, info.first_version, info.last_version}});
  }
  auto request = read_body<ApiVersionsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  if (context.version() >= kFirstVersionWithSoftware) {
    if (!is_software_word(request->client_software_name) ||
        !is_software_word(request->client_software_version))
      return refuse(context, ErrorCode::kInvalidRequest, {});
    context.client.software_name = request->client_software_name.substr(0, kKeptSoftwareBytes);
    context.client.software_version = request->client_software_version.substr(0, kKeptSoftwareBytes);
  }
  if (context.version() >= kFirstVersionWithTarget) {
    if (request->cluster_id && *request->cluster_id != context.broker.view()->catalog->cluster_id())
      return refuse(context, ErrorCode::kRebootstrapRequired, {});
    if (request->node_id != kAnyNode && request->node_id != context.broker.config().node_id)
      return refuse(context,
                    request->cluster_id ? ErrorCode::kRebootstrapRequired : ErrorCode::kInvalidRequest, {});
  }
  ApiVersionsResponse response{.api_keys = advertised()};
  tell_features(context, response);
  return answer(context, response);
}

}  // namespace moldau::broker
