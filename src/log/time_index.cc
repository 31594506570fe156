#include "log/time_index.h"

#include <array>

namespace moldau::log {

LogResult<TimestampAndOffset> TimeIndex::at(std::size_t index) {
  std::array<std::uint8_t, kEntrySize> bytes;
  if (auto done = file_.entry(index, bytes); !done) return std::unexpected(done.error());
  return TimestampAndOffset{load_be<std::int64_t>(bytes.data()),
                            file().base_offset() + load_be<std::int32_t>(bytes.data() + 8)};
}

LogResult<TimestampAndOffset> TimeIndex::lookup(std::int64_t timestamp_ms) {
  const auto below = file_.count_while(
      [&](const std::uint8_t* entry) { return load_be<std::int64_t>(entry) <= timestamp_ms; });
  if (!below) return std::unexpected(below.error());
  if (*below == 0) return TimestampAndOffset{-1, file().base_offset()};
  return at(*below - 1);
}

LogResult<TimestampAndOffset> TimeIndex::last() {
  const auto entries = count();
  if (!entries) return std::unexpected(entries.error());
  if (*entries == 0) return TimestampAndOffset{-1, file().base_offset()};
  return at(*entries - 1);
}

LogResult<void> TimeIndex::maybe_append(const TimestampAndOffset& entry) {
  const auto before = last();
  if (!before) return std::unexpected(before.error());
  if (entry.timestamp_ms <= before->timestamp_ms) return {};
  std::array<std::uint8_t, kEntrySize> bytes;
  store_be<std::int64_t>(bytes.data(), entry.timestamp_ms);
  store_be<std::int32_t>(bytes.data() + 8, static_cast<std::int32_t>(entry.offset - file().base_offset()));
  return file_.append(bytes);
}

LogResult<void> TimeIndex::truncate_to(std::int64_t offset) {
  const auto relative = offset - file().base_offset();
  const auto below = file_.count_while(
      [&](const std::uint8_t* entry) { return load_be<std::int32_t>(entry + 8) < relative; });
  if (!below) return std::unexpected(below.error());
  return file_.truncate(*below);
}

LogResult<bool> TimeIndex::plausible() {
  const auto size = file().size();
  if (!size) return storage_error(size.error());
  if (*size % kEntrySize != 0) return false;
  const auto entries = count();
  if (!entries) return std::unexpected(entries.error());
  if (*entries == 0) return true;
  const auto first = at(0);
  if (!first) return std::unexpected(first.error());
  const auto end = at(*entries - 1);
  if (!end) return std::unexpected(end.error());
  return first->offset >= file().base_offset() && first->offset <= end->offset &&
         first->timestamp_ms <= end->timestamp_ms;
}

}  // namespace moldau::log
