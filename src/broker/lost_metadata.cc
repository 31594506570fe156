#include "broker/lost_metadata.h"

#include <algorithm>
#include <fmt/format.h>

#include "log/directory_name.h"
#include "metadata/config/meta_properties.h"
#include "metadata/internal_topics.h"

namespace moldau::broker {
namespace {

/// The partitions in a log directory, those on their way in or out apart.
std::vector<std::string> topics_of_partitions(FileSystem& files, const std::string& log_dir) {
  std::vector<std::string> topics;
  const auto entries = files.list(log_dir);
  if (!entries) return topics;
  for (const auto& entry : *entries)
    if (auto name = log::parse_directory_name(entry.name);
        name && entry.is_directory && !name->deleted && !name->future)
      topics.push_back(std::move(name->topic));
  return topics;
}

}  // namespace

std::optional<std::string> why_metadata_is_lost(FileSystem& files, const std::vector<std::string>& log_dirs,
                                                const std::string& store_path) {
  constexpr std::int32_t kVersionOfOurs = 1;
  if (const auto size = files.file_size(store_path); size && *size > 0) return std::nullopt;
  for (const auto& log_dir : log_dirs) {
    const auto properties = metadata::read_meta_properties(files, log_dir);
    if (!properties || !*properties || (*properties)->version != kVersionOfOurs) continue;
    const auto topics = topics_of_partitions(files, log_dir);
    if (topics.empty()) continue;
    if (std::ranges::find(topics, metadata::kClusterMetadataTopic) != topics.end()) return std::nullopt;
    return fmt::format(
        "log.dirs={}: {} partitions of cluster {} are here, and {}, which knows their topics, is missing or "
        "empty; put it back, or remove {}/meta.properties to begin a new cluster beside them",
        log_dir, topics.size(), (*properties)->cluster_id.value_or("?"), store_path, log_dir);
  }
  return std::nullopt;
}

}  // namespace moldau::broker
