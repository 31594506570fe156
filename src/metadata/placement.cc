#include "metadata/placement.h"

#include <algorithm>
#include <fmt/core.h>

namespace moldau::metadata {
namespace {

using protocol::ErrorCode;
using Brokers = std::map<std::int32_t, BrokerInfo>;

/// A new partition: its in-sync replicas are those that can be, and the first of them leads.
PartitionState new_partition(const Brokers& brokers, std::vector<std::int32_t> replicas) {
  PartitionState state;
  std::ranges::copy_if(replicas, std::back_inserter(state.isr),
                       [&](auto id) { return !brokers.at(id).fenced; });
  if (!state.isr.empty()) state.leader = state.isr.front();
  state.replicas = std::move(replicas);
  return state;
}

ApiResult<void> check_replicas(const Brokers& brokers, const std::vector<std::int32_t>& replicas) {
  if (replicas.empty())
    return refuse(ErrorCode::kInvalidReplicaAssignment,
                  "The replica assignment has a partition without replicas.");
  for (auto it = replicas.begin(); it != replicas.end(); ++it) {
    if (!brokers.contains(*it))
      return refuse(ErrorCode::kInvalidReplicaAssignment,
                    fmt::format("The replica assignment names broker {}, which is not registered.", *it));
    if (std::find(replicas.begin(), it, *it) != it)
      return refuse(
          ErrorCode::kInvalidReplicaAssignment,
          fmt::format("The replica assignment names broker {} more than once for a partition.", *it));
  }
  return {};
}

}  // namespace

ApiResult<std::vector<PartitionState>> place_partitions(const Brokers& brokers, std::int32_t count,
                                                        std::int16_t replication_factor,
                                                        std::uint32_t start) {
  const auto wanted = static_cast<std::size_t>(replication_factor);
  if (wanted > brokers.size())
    return refuse(
        ErrorCode::kInvalidReplicationFactor,
        fmt::format("The replication factor is {}, but only {} broker(s) are registered to hold replicas.",
                    wanted, brokers.size()));
  std::vector<std::int32_t> active, fenced;
  for (const auto& [id, broker] : brokers) (broker.fenced ? fenced : active).push_back(id);
  if (active.empty())
    return refuse(ErrorCode::kInvalidReplicationFactor,
                  "All registered brokers are fenced, so that none could lead.");

  std::vector<PartitionState> partitions;
  partitions.reserve(static_cast<std::size_t>(count));
  for (std::size_t partition = 0; partition < static_cast<std::size_t>(count); ++partition) {
    std::vector<std::int32_t> replicas;
    replicas.reserve(wanted);
    for (std::size_t i = 0; i < wanted; ++i)
      replicas.push_back(i < active.size() ? active[(start + partition + i) % active.size()]
                                           : fenced[i - active.size()]);
    partitions.push_back(new_partition(brokers, std::move(replicas)));
  }
  return partitions;
}

ApiResult<std::vector<PartitionState>> assign_partitions(
    const Brokers& brokers, std::span<const std::vector<std::int32_t>> assignment,
    std::size_t replication_factor) {
  std::vector<PartitionState> partitions;
  for (const auto& replicas : assignment) {
    if (const auto fine = check_replicas(brokers, replicas); !fine) return std::unexpected(fine.error());
    if (replication_factor == 0) replication_factor = replicas.size();
    if (replicas.size() != replication_factor)
      return refuse(
          ErrorCode::kInvalidReplicaAssignment,
          fmt::format("The replica assignment gives a partition {} replica(s) where others have {}.",
                      replicas.size(), replication_factor));
    partitions.push_back(new_partition(brokers, replicas));
    if (partitions.back().leader == kNoLeader)
      return refuse(ErrorCode::kInvalidReplicaAssignment,
                    "The replica assignment has a partition all of whose brokers are fenced.");
  }
  return partitions;
}

}  // namespace moldau::metadata
