#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "log/file_cache.h"

namespace moldau::log {

enum class FileKind : std::uint8_t {
  kLog,
  kOffsetIndex,
  kTimeIndex,
  kTransactionIndex,
  kProducerSnapshot,
  kLeaderEpochs,  // the log's own, as the next, not a segment's
  kPartitionMetadata,
};

inline constexpr std::string_view kDeletedSuffix = ".deleted";
/// A segment that cleaning makes, before and after it is complete: see cleaning_plan.h.
inline constexpr std::string_view kCleanedSuffix = ".cleaned", kSwapSuffix = ".swap";

/// Where a log's files are.
struct LogFiles {
  FileCache& cache;
  std::uint64_t owner;
  std::string directory;

  FileSystem& disk() const { return cache.files(); }
  std::string path_of(std::string_view name) const;
};

/// `00000000000000000042.log`: the base offset in twenty digits and what the file holds; what is the log's
/// own has one name.
std::string file_name(std::int64_t base_offset, FileKind kind);
struct FileName {
  std::int64_t base_offset;
  FileKind kind;
};
std::optional<FileName> parse_file_name(std::string_view name);

/// Cleaning puts a segment in the place of another one of the same base offset: whoever still has the old one
/// open must not be taken for a user of the new one, whose name is another one for a while.
struct SegmentVersion {
  std::uint32_t generation = 0;
  std::string_view suffix;  // of a literal
};

/// One file of a segment, opened when it is used. Thread-compatible.
class SegmentFile {
 public:
  SegmentFile(const LogFiles& files, std::int64_t base_offset, FileKind kind, SegmentVersion version = {})
      : files_(&files), base_offset_(base_offset), kind_(kind), version_(version) {}

  std::int64_t base_offset() const { return base_offset_; }
  const SegmentVersion& version() const { return version_; }
  FileCache::Key key() const;
  std::string path() const;
  IoResult<std::shared_ptr<File>> open() const;
  IoResult<std::shared_ptr<File>> open_or_create() const;
  IoResult<bool> exists() const;
  /// Zero where there is no such file.
  IoResult<std::uint64_t> size() const;
  /// Renames it to `.deleted` and returns that path; nothing where there is no such file.
  IoResult<std::optional<std::string>> retire() const;
  /// No error where there is no such file.
  IoResult<void> remove() const;
  /// The name ends with `suffix` from now on; who has the file open keeps it.
  IoResult<void> rename_to(std::string_view suffix);

 private:
  IoResult<std::shared_ptr<File>> open(OpenMode mode) const;
  /// The name is another file's from now on, or nobody's.
  void forget() const;

  const LogFiles* files_;
  std::int64_t base_offset_;
  FileKind kind_;
  SegmentVersion version_;
  mutable FileCache::Note note_;
};

}  // namespace moldau::log
