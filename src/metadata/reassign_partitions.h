#pragma once

#include "metadata/catalog.h"
#include "protocol/messages/45_alter_partition_reassignments.h"
#include "protocol/messages/46_list_partition_reassignments.h"

namespace moldau::metadata {

/// AlterPartitionReassignments: to the replicas that a partition has is done at once, as nothing moves. To
/// others is refused, as nothing is replicated here; so there never is a reassignment under way.
protocol::AlterPartitionReassignmentsResponse alter_partition_reassignments(
    const Catalog& catalog, const protocol::AlterPartitionReassignmentsRequest& request);

/// ListPartitionReassignments: there are none.
protocol::ListPartitionReassignmentsResponse list_partition_reassignments();

}  // namespace moldau::metadata
