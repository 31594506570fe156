/// ListPartitionReassignments 0.
#include "protocol/messages/46_list_partition_reassignments.h"

#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "metadata/reassign_partitions.h"

namespace moldau::broker {

Served serve_list_partition_reassignments(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::ListPartitionReassignmentsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  return answer(context, metadata::list_partition_reassignments());
}

}  // namespace moldau::broker
