#include "broker/group_loader.h"

#include <expected>
#include <string>

#include "base/diag.h"
#include "protocol/records/batch.h"
#include "protocol/records/compression.h"
#include "protocol/records/record.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
constexpr std::size_t kReadBytes = 1024 * 1024;

std::expected<void, std::string> replay_batch(ByteView batch, const protocol::BatchHeader& header,
                                              coord::GroupShard& shard) {
  auto content = batch.subspan(protocol::BatchLayout::kHeaderSize);
  Bytes expanded;
  if (header.codec_bits() != 0) {
    if (auto done = protocol::decompress(header.codec(), content, expanded, {}); !done) return done;
    content = expanded;
  }
  const auto producer_id = header.is_transactional() ? header.producer_id : coord::GroupShard::kNoProducer;
  protocol::RecordReader reader(content);
  for (std::int32_t i = 0; i < header.record_count; ++i) {
    const auto record = reader.next();
    if (!record) return std::unexpected(fmt::format("record {} of {} is garbled", i, header.record_count));
    if (!record->key) return std::unexpected(fmt::format("record {} has no key", i));
    if (auto done = shard.replay(*record->key, record->value, producer_id); !done)
      return std::unexpected(fmt::format("record {}: {}", i, done.error().to_string()));
  }
  return {};
}

void replay_control_batch(ByteView batch, const protocol::BatchHeader& header, coord::GroupShard& shard) {
  if (const auto marker = log::EndTransactionMarker::parse(batch))
    shard.replay_end(header.producer_id, marker->commit);
}

/// The offset behind the last batch.
std::expected<std::int64_t, std::string> replay_batches(ByteView bytes, std::int64_t from,
                                                        coord::GroupShard& shard) {
  std::int64_t next = from;
  while (const auto header = protocol::read_batch_header(bytes)) {
    if (header->size() > bytes.size()) break;
    const auto batch = bytes.first(header->size());
    if (!protocol::has_valid_crc(batch))
      return std::unexpected(fmt::format("offset {}: wrong checksum", header->base_offset));
    if (header->is_control())
      replay_control_batch(batch, *header, shard);
    else if (auto done = replay_batch(batch, *header, shard); !done)
      return std::unexpected(fmt::format("offset {}: {}", header->base_offset, done.error()));
    next = header->next_offset();
    bytes = bytes.subspan(header->size());
  }
  return next;
}

std::expected<void, std::string> replay_all(Partition& partition, coord::GroupShard& shard) {
  auto next = partition.log_start_offset();
  while (true) {
    const auto fetched = partition.fetch(next, {.max_bytes = kReadBytes, .at_least_one_batch = true});
    if (fetched.error != ErrorCode::kNone) return std::unexpected(std::string(protocol::name(fetched.error)));
    if (fetched.slice.empty()) return {};
    const auto bytes = fetched.slice.load();
    if (!bytes) return std::unexpected(bytes.error().to_string());
    const auto after = replay_batches(*bytes, next, shard);
    if (!after) return std::unexpected(after.error());
    if (*after == next) return std::unexpected(fmt::format("no batch at offset {}", next));
    next = *after;
  }
}

}  // namespace

std::optional<coord::GroupShard> load_group_shard(Partition& partition, const coord::GroupConfig& config) {
  coord::GroupShard shard(config, Uuid::random);
  if (const auto done = replay_all(partition, shard); !done) {
    diag::error("groups cannot be loaded partition={} reason=\"{}\"", partition.identity().to_string(),
                done.error());
    return std::nullopt;
  }
  return shard;
}

}  // namespace moldau::broker
