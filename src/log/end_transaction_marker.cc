#include <array>

#include "log/producer_state.h"
#include "protocol/records/batch_builder.h"
#include "protocol/records/record.h"

namespace moldau::log {

namespace {

constexpr std::int16_t kVersion = 0;
constexpr std::int16_t kAbort = 0, kCommit = 1;

}  // namespace

/// Control record: key := version:2 type:2, value := version:2 coordinator_epoch:4 (Kafka:
/// ControlRecordType).
std::optional<EndTransactionMarker> EndTransactionMarker::parse(ByteView batch) {
  const auto header = protocol::read_batch_header(batch);
  if (!header || !header->is_control() || header->codec_bits() != 0) return std::nullopt;
  const auto record = protocol::RecordReader(batch.subspan(protocol::BatchLayout::kHeaderSize)).next();
  if (!record || !record->key || record->key->size() < 4) return std::nullopt;
  const auto type = load_be<std::int16_t>(record->key->data() + 2);
  if (type != kAbort && type != kCommit) return std::nullopt;
  if (!record->value || record->value->size() < 6) return std::nullopt;
  return EndTransactionMarker{type == kCommit, load_be<std::int32_t>(record->value->data() + 2)};
}

Bytes EndTransactionMarker::to_batch(std::int64_t producer_id, std::int16_t producer_epoch,
                                     std::int64_t now_ms) const {
  std::array<std::uint8_t, 4> key;
  store_be<std::int16_t>(key.data(), kVersion);
  store_be<std::int16_t>(key.data() + 2, commit ? kCommit : kAbort);
  std::array<std::uint8_t, 6> value;
  store_be<std::int16_t>(value.data(), kVersion);
  store_be<std::int32_t>(value.data() + 2, coordinator_epoch);
  protocol::BatchBuilder builder(
      {.producer_id = producer_id, .producer_epoch = producer_epoch, .transactional = true, .control = true});
  return builder.add(now_ms, ByteView(key), ByteView(value)).build();
}

}  // namespace moldau::log
