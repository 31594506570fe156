#pragma once

#include <cstdint>
#include <functional>

#include "log/log_error.h"
#include "log/segment_file.h"

namespace moldau::log {

/// A file of sorted entries of one size, searched with reads; nothing of it stays in memory but its length.
class IndexFile {
 public:
  IndexFile(SegmentFile file, std::size_t entry_size) : file_(file), entry_size_(entry_size) {}

  /// Entries in the file. Zeros at the end, as Kafka leaves them on a kill, are none.
  LogResult<std::size_t> count();
  /// Entry `index`, at the start of `out`. REQUIRES: index < count(), out holds an entry.
  LogResult<void> entry(std::size_t index, MutableByteView out);
  /// How many entries from the first one on satisfy `holds`. REQUIRES: it holds for a prefix of the entries.
  LogResult<std::size_t> count_while(const std::function<bool(const std::uint8_t*)>& holds);
  LogResult<void> append(ByteView entry);
  LogResult<void> truncate(std::size_t count);
  const SegmentFile& file() const { return file_; }
  SegmentFile& file() { return file_; }

 private:
  LogResult<std::size_t> count_without_zeros(std::size_t count);

  static constexpr std::size_t kUnknown = static_cast<std::size_t>(-1);
  SegmentFile file_;
  std::size_t entry_size_;
  std::size_t count_ = kUnknown;
};

}  // namespace moldau::log
