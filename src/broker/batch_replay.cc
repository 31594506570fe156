#include "broker/batch_replay.h"

#include <fmt/format.h>

#include "protocol/records/compression.h"
#include "protocol/records/record.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;

/// The offset behind the last batch.
std::expected<std::int64_t, std::string> replay_bytes(
    ByteView bytes, std::int64_t from,
    const std::function<Replayed(ByteView, const protocol::BatchHeader&)>& batch) {
  std::int64_t next = from;
  while (const auto header = protocol::read_batch_header(bytes)) {
    if (header->size() > bytes.size()) break;
    const auto whole = bytes.first(header->size());
    if (!protocol::has_valid_crc(whole))
      return std::unexpected(fmt::format("offset {}: wrong checksum", header->base_offset));
    if (auto done = batch(whole, *header); !done)
      return std::unexpected(fmt::format("offset {}: {}", header->base_offset, done.error()));
    next = header->next_offset();
    bytes = bytes.subspan(header->size());
  }
  return next;
}

}  // namespace

Replayed replay_batches(Partition& partition, std::size_t read_bytes,
                        const std::function<Replayed(ByteView, const protocol::BatchHeader&)>& batch) {
  auto next = partition.log_start_offset();
  while (true) {
    const auto fetched = partition.fetch(next, {.max_bytes = read_bytes, .at_least_one_batch = true});
    if (fetched.error != ErrorCode::kNone) return std::unexpected(std::string(protocol::name(fetched.error)));
    if (fetched.slice.empty()) return {};
    const auto bytes = fetched.slice.load();
    if (!bytes) return std::unexpected(bytes.error().to_string());
    const auto after = replay_bytes(*bytes, next, batch);
    if (!after) return std::unexpected(after.error());
    if (*after == next) return std::unexpected(fmt::format("no batch at offset {}", next));
    next = *after;
  }
}

Replayed replay_records(ByteView batch, const protocol::BatchHeader& header,
                        const std::function<Replayed(ByteView, std::optional<ByteView>)>& record) {
  auto content = batch.subspan(protocol::BatchLayout::kHeaderSize);
  Bytes expanded;
  if (header.codec_bits() != 0) {
    if (auto done = protocol::decompress(header.codec(), content, expanded, {}); !done) return done;
    content = expanded;
  }
  protocol::RecordReader reader(content);
  for (std::int32_t i = 0; i < header.record_count; ++i) {
    const auto next = reader.next();
    if (!next) return std::unexpected(fmt::format("record {} of {} is garbled", i, header.record_count));
    if (!next->key) return std::unexpected(fmt::format("record {} has no key", i));
    if (auto done = record(*next->key, next->value); !done)
      return std::unexpected(fmt::format("record {}: {}", i, done.error()));
  }
  return {};
}

}  // namespace moldau::broker
