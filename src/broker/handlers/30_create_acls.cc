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
using protocol::ErrorCode;

Served serve_create_acls(RequestContext& context, MutableByteView body) {
  const auto request = read_body<CreateAclsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const auto odd = [](const CreateAclsRequest::AclCreation& acl) {
    return acl.resource_type == 0 || acl.resource_pattern_type == 0 || acl.operation == 0 ||
           acl.permission_type == 0;
  };
  if (std::ranges::any_of(request->creations, odd))
    return std::unexpected(Malformed{std::string(kNamesNothing)});
  CreateAclsResponse response;
  response.results.assign(request->creations.size(), {.error_code = to_wire(ErrorCode::kSecurityDisabled),
                                                      .error_message = std::string(kNoAuthorizer)});
  return answer(context, response);
}

}  // namespace moldau::broker
