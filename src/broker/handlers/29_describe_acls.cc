/// DescribeAcls 0-3 of a broker without an authorizer, which has no ACLs.
/// 1: pattern types. 2: flexible. 3: the resource type User.
#include "protocol/messages/29_describe_acls.h"

#include "broker/handlers/acls.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

Served serve_describe_acls(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::DescribeAclsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  if (names_nothing(*request)) return std::unexpected(acl_of_nothing());
  return answer(context, no_authorizer<protocol::DescribeAclsResponse>());
}

}  // namespace moldau::broker
