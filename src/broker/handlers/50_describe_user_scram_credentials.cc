/// DescribeUserScramCredentials 0.
#include "protocol/messages/50_describe_user_scram_credentials.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "metadata/scram.h"

namespace moldau::broker {

Served serve_describe_user_scram_credentials(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::DescribeUserScramCredentialsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const auto& catalog = *context.broker.view()->catalog;
  return answer(context, metadata::describe_user_scram_credentials(*request, catalog.scram_credentials()));
}

}  // namespace moldau::broker
