#include "broker/transaction_loader.h"

#include "base/diag.h"
#include "broker/batch_replay.h"

namespace moldau::broker {

std::optional<coord::transactions::TransactionShard> load_transaction_shard(
    Partition& partition, const coord::transactions::TransactionConfig& config, std::size_t read_bytes) {
  coord::transactions::TransactionShard shard(config);
  const auto replay_record = [&shard](ByteView key, std::optional<ByteView> value) -> Replayed {
    const auto done = shard.replay(key, value);
    if (!done) return std::unexpected(done.error().to_string());
    return {};
  };
  const auto done =
      replay_batches(partition, read_bytes, [&](ByteView batch, const auto& header) -> Replayed {
        if (header.is_control()) return {};
        return replay_records(batch, header, replay_record);
      });
  if (!done) {
    diag::error("transactions cannot be loaded partition={} reason=\"{}\"", partition.identity().to_string(),
                done.error());
    return std::nullopt;
  }
  return shard;
}

}  // namespace moldau::broker
