/// RenewDelegationToken 0-2 of a broker to which nobody authenticates, so that nobody renews a token.
/// 2: flexible.
#include "protocol/messages/39_renew_delegation_token.h"

#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

using protocol::ErrorCode;

Served serve_renew_delegation_token(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::RenewDelegationTokenRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  return answer(context, protocol::RenewDelegationTokenResponse{
                             .error_code = to_wire(ErrorCode::kDelegationTokenRequestNotAllowed),
                             .expiry_timestamp_ms = -1});
}

}  // namespace moldau::broker
