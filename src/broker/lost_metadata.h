#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"

namespace moldau::broker {

/// Why no new metadata store may be begun at `store_path`: the log directories have partitions of a cluster
/// of ours, and the store that knew them is gone. Nothing where it is there, or where the partitions are
/// Apache Kafka's. What cannot be read is told by whoever needs it.
std::optional<std::string> why_metadata_is_lost(FileSystem& files, const std::vector<std::string>& log_dirs,
                                                const std::string& store_path);

}  // namespace moldau::broker
