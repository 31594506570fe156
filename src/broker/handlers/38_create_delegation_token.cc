/// CreateDelegationToken 0-3 of a broker to which nobody authenticates, so that nobody gets a token.
/// 2: flexible. 3: for somebody else.
#include "protocol/messages/38_create_delegation_token.h"

#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

using protocol::ErrorCode;

Served serve_create_delegation_token(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::CreateDelegationTokenRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const std::string user_type = "User";
  const auto& requester = context.client.user;
  const bool for_another = request->owner_principal_name && !request->owner_principal_name->empty();
  return answer(context, protocol::CreateDelegationTokenResponse{
                             .error_code = to_wire(ErrorCode::kDelegationTokenRequestNotAllowed),
                             .principal_type =
                                 for_another ? request->owner_principal_type.value_or(user_type) : user_type,
                             .principal_name = for_another ? *request->owner_principal_name : requester,
                             .token_requester_principal_type = user_type,
                             .token_requester_principal_name = requester,
                             .issue_timestamp_ms = -1,
                             .expiry_timestamp_ms = -1,
                             .max_timestamp_ms = -1});
}

}  // namespace moldau::broker
