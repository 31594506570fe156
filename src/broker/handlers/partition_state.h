#pragma once

#include <cstdint>

#include "broker/cluster_view.h"
#include "protocol/error_code.h"

/// What Metadata and DescribeTopicPartitions tell alike.
namespace moldau::broker {

/// Who leads the partition and who replicates it; a replica whose log is offline leads nobody.
template <class Answer>
void tell_state(const ServedTopic& served, std::int32_t index, Answer& answer) {
  const auto& state = served.topic->partitions[static_cast<std::size_t>(index)];
  answer.partition_index = index;
  answer.leader_id = state.leader;
  answer.leader_epoch = state.leader_epoch;
  answer.replica_nodes = state.replicas;
  answer.isr_nodes = state.isr;
  if (!served.partition(index)->offline()) return;
  answer.error_code = to_wire(protocol::ErrorCode::kLeaderNotAvailable);
  answer.leader_id = metadata::kNoLeader;
  answer.offline_replicas = state.replicas;
}

}  // namespace moldau::broker
