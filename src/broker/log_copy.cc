#include "broker/log_copy.h"

#include <algorithm>
#include <fmt/format.h>

#include "protocol/records/batch.h"

namespace moldau::broker {
namespace {

using log::LogResult;

std::unexpected<log::LogError> damaged(std::size_t position, const log::FetchSlice& slice) {
  return log::damage_error(
      fmt::format("the batch at position {} of its segment is damaged", slice.position + position));
}

/// How many of the bytes are whole batches, all of them sound.
LogResult<std::size_t> whole_batches(ByteView bytes, const log::FetchSlice& slice) {
  std::size_t end = 0;
  while (const auto header = protocol::read_batch_header(bytes.subspan(end))) {
    if (!protocol::has_plausible_length(*header)) return damaged(end, slice);
    if (header->size() > bytes.size() - end) break;
    if (!protocol::has_valid_crc(bytes.subspan(end, header->size()))) return damaged(end, slice);
    end += header->size();
  }
  return end;
}

}  // namespace

LogResult<void> add_to_copy(log::Log& copy, const log::FetchSlice& slice, std::int64_t now_ms) {
  auto bytes = slice.load();
  if (!bytes) return log::storage_error(bytes.error());
  const auto size = whole_batches(*bytes, slice);
  if (!size) return std::unexpected(size.error());
  if (*size == 0) return damaged(0, slice);
  // What is here was appended when segments may have been larger.
  const auto config = copy.config();
  auto roomy = config;
  roomy.segment_bytes = std::max(config.segment_bytes, static_cast<std::int64_t>(*size));
  copy.configure(roomy);
  const auto appended = copy.append(MutableByteView(*bytes).first(*size),
                                    {.now_ms = now_ms, .origin = log::AppendOrigin::kReplication});
  copy.configure(config);
  if (!appended) return std::unexpected(appended.error());
  return {};
}

LogResult<std::optional<std::int64_t>> first_offset(const log::FetchSlice& slice) {
  if (slice.empty()) return std::nullopt;
  auto head = slice;
  head.size = std::min(slice.size, std::size_t{protocol::BatchLayout::kHeaderSize});
  const auto bytes = head.load();
  if (!bytes) return log::storage_error(bytes.error());
  const auto header = protocol::read_batch_header(*bytes);
  if (!header) return damaged(0, slice);
  return header->base_offset;
}

}  // namespace moldau::broker
