/// CreateAcls 0-3 of a broker without an authorizer, which takes no ACLs.
/// 1: pattern types. 2: flexible. 3: the resource type User.
#include "protocol/messages/30_create_acls.h"

#include <algorithm>

#include "broker/handlers/acls.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

using protocol::CreateAclsRequest;
using protocol::CreateAclsResponse;

Served serve_create_acls(RequestContext& context, MutableByteView body) {
  const auto request = read_body<CreateAclsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const auto odd = [](const CreateAclsRequest::AclCreation& acl) {
    return acl.resource_type == 0 || acl.resource_pattern_type == 0 || acl.operation == 0 ||
           acl.permission_type == 0;
  };
  if (std::ranges::any_of(request->creations, odd)) return std::unexpected(acl_of_nothing());
  CreateAclsResponse response;
  response.results.assign(request->creations.size(), no_authorizer<CreateAclsResponse::AclCreationResult>());
  return answer(context, response);
}

}  // namespace moldau::broker
