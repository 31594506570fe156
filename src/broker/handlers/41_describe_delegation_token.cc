/// DescribeDelegationToken 0-3 of a broker to which nobody authenticates, so that nobody sees a token.
/// 2: flexible. 3: tells who asked for a token.
#include "protocol/messages/41_describe_delegation_token.h"

#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

using protocol::ErrorCode;

Served serve_describe_delegation_token(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::DescribeDelegationTokenRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  return answer(context, protocol::DescribeDelegationTokenResponse{
                             .error_code = to_wire(ErrorCode::kDelegationTokenRequestNotAllowed)});
}

}  // namespace moldau::broker
