#include <cerrno>

#include "log/damage.h"
#include "log/log_directory.h"

/// partition.metadata := "version: 0\n" "topic_id: " id, a newline at the end optional (Kafka:
/// PartitionMetadataFile)
namespace moldau::log {
namespace {

constexpr std::string_view kFile = "/partition.metadata", kHead = "version: 0\ntopic_id: ";

/// Whether the power took the file's end, or all of it: what is there begins as it should, then come zeros.
bool is_torn(std::string_view text) {
  const auto whole = kHead.size() + Uuid().to_string().size();
  text = text.substr(0, text.find('\0'));
  return text.size() < whole && kHead.starts_with(text.substr(0, kHead.size()));
}

}  // namespace

LogResult<std::optional<Uuid>> read_partition_metadata(FileSystem& files, const std::string& partition_path) {
  const auto path = partition_path + std::string(kFile);
  const auto content = files.read_file(path);
  if (!content && content.error().code == ENOENT) return std::nullopt;
  if (!content) return storage_error(content.error());
  auto text = as_text(*content);
  if (is_torn(text)) return std::nullopt;
  while (text.ends_with('\n')) text.remove_suffix(1);
  const auto id = text.starts_with(kHead) ? Uuid::parse(text.substr(kHead.size())) : std::nullopt;
  if (!id) return unservable_error(path + " is garbled; remove it to have it rebuilt");
  return id;
}

LogResult<void> write_partition_metadata(FileSystem& files, const std::string& partition_path,
                                         const Uuid& topic_id) {
  const auto text = std::string(kHead) + topic_id.to_string();
  const auto file = files.open(partition_path + std::string(kFile), OpenMode::kCreate);
  if (!file) return storage_error(file.error());
  if (auto done = (*file)->write_at(as_bytes(text), 0); !done) return storage_error(done.error());
  return {};
}

}  // namespace moldau::log
