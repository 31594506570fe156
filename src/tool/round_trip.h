#pragma once

#include "client/cluster.h"
#include "tool/findings.h"

namespace moldau::tool {

/// Sends a record through a topic of its own, which goes again, and compares the broker's clock with ours.
void round_trip(client::Cluster& cluster, Findings& findings);

}  // namespace moldau::tool
