#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "log/log_error.h"
#include "protocol/records/batch.h"

namespace moldau::log {

/// A batch and where it lies in its segment's file.
struct LocatedBatch {
  protocol::BatchHeader header;
  std::uint64_t position = 0;

  std::uint64_t end() const { return position + header.size(); }
};

/// The same, of which only the range matters.
struct BatchRange {
  std::int64_t base_offset = 0, last_offset = 0;
  std::uint64_t position = 0, size = 0;
};

inline BatchRange range_of(const LocatedBatch& batch) {
  return {batch.header.base_offset, batch.header.last_offset(), batch.position, batch.header.size()};
}

/// Whether this can be the header of a batch of format 2 that begins at `position` and ends by `end`.
bool fits(const protocol::BatchHeader& header, std::uint64_t position, std::uint64_t end);

/// Walks the batches of a file by their headers, from a position where one begins.
class BatchCursor {
 public:
  static constexpr std::size_t kNearWindow = 4096, kScanWindow = 256 * 1024;

  /// Up to `end`; `path` is for error messages.
  BatchCursor(std::shared_ptr<File> file, std::string path, std::uint64_t position, std::uint64_t end,
              std::size_t window = kNearWindow);

  /// The next batch; nothing at the end; damage where the bytes are no header of one that fits.
  LogResult<std::optional<LocatedBatch>> next();
  /// The batch that next() returned, whole.
  LogResult<ByteView> bytes(const LocatedBatch& batch);
  /// The last error was the disk's, not what is on it.
  bool failed_to_read() const { return failed_to_read_; }

 private:
  /// `size` bytes at `from`, maybe fewer at the end of the file.
  LogResult<ByteView> view(std::uint64_t from, std::size_t size);

  std::shared_ptr<File> file_;
  std::string path_;
  std::uint64_t position_, end_;
  std::size_t window_;
  Bytes buffer_;
  std::uint64_t buffer_position_ = 0;
  bool failed_to_read_ = false;
};

}  // namespace moldau::log
