#include "broker/group_loader.h"

#include "base/diag.h"
#include "broker/batch_replay.h"

namespace moldau::broker {
namespace {

constexpr std::size_t kReadBytes = 1024 * 1024;

void replay_control_batch(ByteView batch, const protocol::BatchHeader& header, coord::GroupShard& shard) {
  if (const auto marker = log::EndTransactionMarker::parse(batch))
    shard.replay_end(header.producer_id, marker->commit);
}

Replayed replay_batch(ByteView batch, const protocol::BatchHeader& header, coord::GroupShard& shard) {
  const auto producer_id = header.is_transactional() ? header.producer_id : coord::GroupShard::kNoProducer;
  return replay_records(batch, header, [&](ByteView key, std::optional<ByteView> value) -> Replayed {
    const auto done = shard.replay(key, value, producer_id);
    if (!done) return std::unexpected(done.error().to_string());
    return {};
  });
}

}  // namespace

std::optional<coord::GroupShard> load_group_shard(Partition& partition, const coord::GroupConfig& config) {
  coord::GroupShard shard(config, Uuid::random);
  const auto done =
      replay_batches(partition, kReadBytes, [&](ByteView batch, const auto& header) -> Replayed {
        if (!header.is_control()) return replay_batch(batch, header, shard);
        replay_control_batch(batch, header, shard);
        return {};
      });
  if (!done) {
    diag::error("groups cannot be loaded partition={} reason=\"{}\"", partition.identity().to_string(),
                done.error());
    return std::nullopt;
  }
  return shard;
}

}  // namespace moldau::broker
