#include <cerrno>

#include "log/log_directory.h"

/// partition.metadata := "version: 0\n" "topic_id: " id, a newline at the end optional (Kafka:
/// PartitionMetadataFile)
namespace moldau::log {
namespace {

constexpr std::string_view kFile = "/partition.metadata", kHead = "version: 0\ntopic_id: ";

}  // namespace

LogResult<std::optional<Uuid>> read_partition_metadata(FileSystem& files, const std::string& partition_path) {
  const auto path = partition_path + std::string(kFile);
  const auto content = files.read_file(path);
  if (!content && content.error().code == ENOENT) return std::nullopt;
  if (!content) return storage_error(content.error());
  auto text = as_text(*content);
  if (text.empty()) return std::nullopt;  // its content was lost with the power
  while (text.ends_with('\n')) text.remove_suffix(1);
  const auto id = text.starts_with(kHead) ? Uuid::parse(text.substr(kHead.size())) : std::nullopt;
  if (!id) return storage_error(path + " is garbled; remove it to have it rebuilt");
  return id;
}

LogResult<void> write_partition_metadata(FileSystem& files, const std::string& partition_path,
                                         const Uuid& topic_id) {
  const auto text = std::string(kHead) + topic_id.to_string();
  if (auto done = files.write_file_atomically(partition_path + std::string(kFile), as_bytes(text)); !done)
    return storage_error(done.error());
  return {};
}

}  // namespace moldau::log
