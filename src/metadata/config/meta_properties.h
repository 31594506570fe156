#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/uuid.h"

namespace moldau::metadata {

/// What `meta.properties` in a log directory says of its owner (Kafka: MetaProperties). Version 0 is that of
/// a ZooKeeper cluster, with broker.id; version 1 has node.id.
struct MetaProperties {
  std::int32_t version = 1;
  std::optional<std::string> cluster_id;
  std::optional<std::int32_t> node_id;
  std::optional<Uuid> directory_id;
  friend bool operator==(const MetaProperties&, const MetaProperties&) = default;
};

/// Nothing where there is no such file. Errors name the file.
std::expected<std::optional<MetaProperties>, std::string> read_meta_properties(FileSystem& files,
                                                                               const std::string& log_dir);
std::expected<void, std::string> write_meta_properties(FileSystem& files, const std::string& log_dir,
                                                       const MetaProperties& properties);

/// Whose log directories they are to be.
struct Identity {
  std::int32_t node_id = 0;
  /// None takes the cluster id that the directories have, or makes one.
  std::optional<std::string> cluster_id;
};
struct ClaimedDirectories {
  std::string cluster_id;
  std::vector<Uuid> directory_ids;  // one for each of the log directories
};
/// Checks that every log directory is ours or new, then makes the new ones ours. Nothing is written where one
/// belongs to another cluster or node: the error names file, both values and what to do.
std::expected<ClaimedDirectories, std::string> claim_log_directories(FileSystem& files,
                                                                     const std::vector<std::string>& log_dirs,
                                                                     const Identity& identity);

}  // namespace moldau::metadata
