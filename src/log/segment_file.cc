#include "log/segment_file.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <fmt/core.h>

namespace moldau::log {
namespace {

constexpr std::array<std::string_view, 5> kSuffixes = {".log", ".index", ".timeindex", ".txnindex",
                                                       ".snapshot"};
constexpr std::size_t kDigits = 20;

}  // namespace

std::string LogFiles::path_of(std::string_view name) const {
  return fmt::format("{}/{}", directory, name);
}

std::string file_name(std::int64_t base_offset, FileKind kind) {
  if (kind == FileKind::kLeaderEpochs) return "leader-epoch-checkpoint";
  if (kind == FileKind::kPartitionMetadata) return "partition.metadata";
  return fmt::format("{:020}{}", base_offset, kSuffixes[static_cast<std::size_t>(kind)]);
}

std::optional<FileName> parse_file_name(std::string_view name) {
  if (name.size() <= kDigits) return std::nullopt;
  std::int64_t base_offset = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + kDigits, base_offset);
  if (error != std::errc() || end != name.data() + kDigits || base_offset < 0) return std::nullopt;
  for (std::size_t kind = 0; kind < kSuffixes.size(); ++kind)
    if (name.substr(kDigits) == kSuffixes[kind]) return FileName{base_offset, static_cast<FileKind>(kind)};
  return std::nullopt;
}

FileCache::Key SegmentFile::key() const {
  return {files_->owner, base_offset_, static_cast<std::uint8_t>(kind_), version_.generation};
}

std::string SegmentFile::path() const {
  return files_->path_of(file_name(base_offset_, kind_).append(version_.suffix));
}

IoResult<std::shared_ptr<File>> SegmentFile::open(OpenMode mode) const {
  if (auto file = note_.file()) return file;
  return files_->cache.open(key(), [this] { return path(); }, mode, &note_);
}

IoResult<std::shared_ptr<File>> SegmentFile::open() const {
  return open(OpenMode::kReadWrite);
}
IoResult<std::shared_ptr<File>> SegmentFile::open_or_create() const {
  return open(OpenMode::kCreate);
}
IoResult<bool> SegmentFile::exists() const {
  return files_->disk().exists(path());
}

IoResult<std::uint64_t> SegmentFile::size() const {
  auto size = files_->disk().file_size(path());
  if (!size && size.error().code == ENOENT) return 0;
  return size;
}

void SegmentFile::forget() const {
  files_->cache.drop(key());
  note_.forget();
}

IoResult<std::optional<std::string>> SegmentFile::retire() const {
  forget();
  const auto from = path();
  auto to = from + std::string(kDeletedSuffix);
  if (auto done = files_->disk().rename(from, to); !done) {
    if (done.error().code == ENOENT) return std::nullopt;
    return std::unexpected(done.error());
  }
  return to;
}

IoResult<void> SegmentFile::rename_to(std::string_view suffix) {
  const auto from = path();
  version_.suffix = suffix;
  return files_->disk().rename(from, path());
}

IoResult<void> SegmentFile::remove() const {
  forget();
  return files_->disk().remove(path());
}

}  // namespace moldau::log
