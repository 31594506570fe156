/// DescribeCluster 0-2. 1 asks for brokers or controllers, 2 for fenced brokers as well.
#include "protocol/messages/60_describe_cluster.h"

#include "broker/broker.h"
#include "broker/handlers/authorized_operations.h"
#include "broker/handlers/endpoint.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {
namespace {

using protocol::DescribeClusterResponse;
using protocol::ErrorCode;
constexpr std::int8_t kBrokers = 1, kControllers = 2;

DescribeClusterResponse refuse(std::int8_t asked) {
  DescribeClusterResponse response;
  response.error_code = to_wire(asked == kControllers ? ErrorCode::kMismatchedEndpointType
                                                      : ErrorCode::kUnsupportedEndpointType);
  response.error_message =
      fmt::format("this is a broker's endpoint, type 1, but the request asks for type {}", asked);
  return response;
}

}  // namespace

Served serve_describe_cluster(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::DescribeClusterRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  if (request->endpoint_type != kBrokers) return answer(context, refuse(request->endpoint_type));
  const auto& catalog = *context.broker.view()->catalog;
  DescribeClusterResponse response;
  response.cluster_id = catalog.cluster_id();
  response.controller_id = catalog.controller_id();
  const auto self = endpoint_for(context);
  response.brokers.push_back({self.node_id, self.host, self.port, self.rack, false});
  if (request->include_cluster_authorized_operations)
    response.cluster_authorized_operations = kAllClusterOperations;
  return answer(context, response);
}

}  // namespace moldau::broker
