/// DescribeClientQuotas 0-1. 1 has compact lengths.
#include "protocol/messages/48_describe_client_quotas.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "metadata/client_quotas.h"

namespace moldau::broker {

Served serve_describe_client_quotas(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::DescribeClientQuotasRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const auto& catalog = *context.broker.view()->catalog;
  return answer(context, metadata::describe_client_quotas(*request, catalog.client_quotas()));
}

}  // namespace moldau::broker
