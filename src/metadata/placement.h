#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "metadata/api_error.h"
#include "metadata/catalog.h"

namespace moldau::metadata {

/// Chooses replicas for `count` new partitions: brokers in turn, from the one that `start` picks, so that
/// leaders and replicas spread evenly. Fenced brokers come last and never lead.
ApiResult<std::vector<PartitionState>> place_partitions(const std::map<std::int32_t, BrokerInfo>& brokers,
                                                        std::int32_t count, std::int16_t replication_factor,
                                                        std::uint32_t start);

/// Takes replicas as a client chose them, all lists of one size: of `replication_factor` where one is given
/// (not 0).
ApiResult<std::vector<PartitionState>> assign_partitions(
    const std::map<std::int32_t, BrokerInfo>& brokers, std::span<const std::vector<std::int32_t>> assignment,
    std::size_t replication_factor);

}  // namespace moldau::metadata
