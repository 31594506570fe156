#include "log/offset_index.h"

#include <array>

#include "base/check.h"

namespace moldau::log {

LogResult<OffsetPosition> OffsetIndex::at(std::size_t index) {
  std::array<std::uint8_t, kEntrySize> bytes;
  if (auto done = file_.entry(index, bytes); !done) return std::unexpected(done.error());
  return OffsetPosition{file().base_offset() + load_be<std::int32_t>(bytes.data()),
                        load_be<std::uint32_t>(bytes.data() + 4)};
}

LogResult<OffsetPosition> OffsetIndex::lookup(std::int64_t offset) {
  const auto relative = offset - file().base_offset();
  const auto below =
      file_.count_while([&](const std::uint8_t* entry) { return load_be<std::int32_t>(entry) <= relative; });
  if (!below) return std::unexpected(below.error());
  if (*below == 0) return OffsetPosition{file().base_offset(), 0};
  return at(*below - 1);
}

LogResult<std::uint64_t> OffsetIndex::position_below(std::uint64_t position) {
  const auto below = file_.count_while(
      [&](const std::uint8_t* entry) { return load_be<std::uint32_t>(entry + 4) <= position; });
  if (!below) return std::unexpected(below.error());
  if (*below == 0) return 0;
  const auto entry = at(*below - 1);
  if (!entry) return std::unexpected(entry.error());
  return entry->position;
}

LogResult<OffsetPosition> OffsetIndex::last() {
  const auto entries = count();
  if (!entries) return std::unexpected(entries.error());
  if (*entries == 0) return OffsetPosition{file().base_offset(), 0};
  return at(*entries - 1);
}

LogResult<void> OffsetIndex::append(std::int64_t offset, std::uint64_t position) {
  std::array<std::uint8_t, kEntrySize> bytes;
  store_be<std::int32_t>(bytes.data(), static_cast<std::int32_t>(offset - file().base_offset()));
  store_be<std::uint32_t>(bytes.data() + 4, static_cast<std::uint32_t>(position));
  return file_.append(bytes);
}

LogResult<void> OffsetIndex::truncate_to(std::int64_t offset) {
  const auto relative = offset - file().base_offset();
  const auto below =
      file_.count_while([&](const std::uint8_t* entry) { return load_be<std::int32_t>(entry) < relative; });
  if (!below) return std::unexpected(below.error());
  return file_.truncate(*below);
}

LogResult<bool> OffsetIndex::plausible(std::uint64_t log_size) {
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
         first->position <= end->position && end->position < log_size;
}

}  // namespace moldau::log
