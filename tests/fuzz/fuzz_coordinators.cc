/// What coordinators read when they load: records of __consumer_offsets and __transaction_state.
#include "coord/group_shard.h"
#include "coord/transactions/transaction_records.h"
#include "tests/fuzz/target.h"

namespace moldau::fuzz {
namespace {

constexpr std::uint16_t kNoValue = 0xffff;

void replay_group_record(coord::GroupShard& shard, ByteView key, std::optional<ByteView> value,
                         std::uint8_t how) {
  const std::int64_t producer_id = (how & 1) != 0 ? 1000 + how % 4 : coord::GroupShard::kNoProducer;
  const auto replayed = shard.replay(key, value, producer_id);
  if ((how & 2) != 0) shard.replay_end(1000 + how % 4, (how & 4) != 0);
  if (replayed) return;
  coord::Record record;
  record.key = Bytes(key.begin(), key.end());
  if (value) record.value = Bytes(value->begin(), value->end());
  require(!coord::GroupShard::check_replayable({record}), "what cannot be replayed is never written");
}

void use(coord::GroupShard& shard) {
  shard.finish_loading({});
  for (const auto& group : shard.report()) shard.describe(group.id, 6);
  shard.tick({});
  coord::GroupShard next({}, [] { return Uuid(); });
  for (const auto& record : shard.durable_state()) {
    const std::optional<ByteView> value =
        record.value ? std::optional(ByteView(*record.value)) : std::nullopt;
    require(next.replay(record.key, value).has_value(),
            "what a coordinator has can be loaded by the next one");
  }
}

}  // namespace

/// input := (how (1 byte), key's size (1 byte), key, value's size (2 bytes), value)*
void run(ByteView bytes) {
  Input input(bytes);
  coord::GroupShard shard({}, [] { return Uuid(); });
  while (!input.empty()) {
    const auto how = input.byte();
    const auto key = input.bytes(input.byte());
    const auto size = input.u16();
    const auto value = size == kNoValue ? std::nullopt : std::optional(input.bytes(size));
    if ((how & 0x80) == 0) {
      replay_group_record(shard, key, value, how);
    } else if (const auto id = coord::transactions::parse_transaction_key(key); id && *id && value) {
      if (const auto transaction = coord::transactions::parse_transaction(*value)) {
        const auto written = coord::transactions::transaction_record(**id, *transaction);
        require(coord::transactions::parse_transaction(*written.value).has_value(),
                "a transaction can be read again");
      }
    }
  }
  use(shard);
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> made;
  const auto add = [&](std::uint8_t how, std::int16_t kind, const char* key_name, const char* value_name) {
    for (const auto& key : golden(key_name))
      for (const auto& value : golden(value_name)) {
        Bytes seed{how, static_cast<std::uint8_t>(key.bytes.size() + 2), 0, static_cast<std::uint8_t>(kind)};
        seed.insert(seed.end(), key.bytes.begin(), key.bytes.end());
        const auto size = value.bytes.size() + 2;
        seed.insert(seed.end(), {static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size), 0,
                                 static_cast<std::uint8_t>(value.version)});
        seed.insert(seed.end(), value.bytes.begin(), value.bytes.end());
        made.push_back(std::move(seed));
      }
  };
  for (const std::uint8_t how : {0, 1, 3}) {
    add(how, 1, "OffsetCommitKey", "OffsetCommitValue");
    add(how, 2, "GroupMetadataKey", "GroupMetadataValue");
  }
  add(0x80, 0, "TransactionLogKey", "TransactionLogValue");
  return made;
}

}  // namespace moldau::fuzz
