#pragma once

#include "broker/partition.h"
#include "metadata/config/server_config.h"
#include "metadata/topic.h"

namespace moldau::broker {

/// What a topic's configuration makes of its logs and of the requests to its partitions.
PartitionConfig partition_config(const metadata::ServerConfig& broker, const metadata::Topic& topic);

}  // namespace moldau::broker
