#pragma once

#include <cstdint>
#include <functional>

#include "metadata/catalog.h"
#include "protocol/messages/43_elect_leaders.h"

namespace moldau::metadata {

/// Whether a partition's leader serves it.
using IsServed = std::function<bool(const Topic& topic, std::int32_t partition)>;

/// ElectLeaders: what an election would change. A partition has one replica, which leads it, so that there is
/// nothing to elect while that one serves, and nobody else when it does not.
protocol::ElectLeadersResponse elect_leaders(const Catalog& catalog,
                                             const protocol::ElectLeadersRequest& request,
                                             const IsServed& is_served);

}  // namespace moldau::metadata
