/// AlterPartitionReassignments 0-1. 1 says whether the replication factor may change, which it never does.
#include "protocol/messages/45_alter_partition_reassignments.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "metadata/reassign_partitions.h"

namespace moldau::broker {

Served serve_alter_partition_reassignments(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::AlterPartitionReassignmentsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  return answer(context, metadata::alter_partition_reassignments(*context.broker.view()->catalog, *request));
}

}  // namespace moldau::broker
