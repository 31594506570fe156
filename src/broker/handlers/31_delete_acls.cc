/// DeleteAcls 0-3 of a broker without an authorizer, which has no ACLs.
/// 1: pattern types. 2: flexible. 3: the resource type User.
#include "protocol/messages/31_delete_acls.h"

#include <algorithm>

#include "broker/handlers/acls.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

using protocol::DeleteAclsRequest;
using protocol::DeleteAclsResponse;

Served serve_delete_acls(RequestContext& context, MutableByteView body) {
  const auto request = read_body<DeleteAclsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  if (std::ranges::any_of(request->filters, names_nothing<DeleteAclsRequest::DeleteAclsFilter>))
    return std::unexpected(acl_of_nothing());
  DeleteAclsResponse response;
  response.filter_results.assign(request->filters.size(),
                                 no_authorizer<DeleteAclsResponse::DeleteAclsFilterResult>());
  return answer(context, response);
}

}  // namespace moldau::broker
