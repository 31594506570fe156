/// What clients produce: batches with every codec, and old messages. What is accepted is accepted again, and
/// can be read by the oldest clients.
#include "base/bytes.h"
#include "base/crc32c.h"
#include "protocol/records/acceptance.h"
#include "protocol/records/down_convert.h"
#include "tests/fuzz/target.h"
#include "tests/log/batches.h"

namespace moldau::fuzz {
namespace {

using protocol::Codec;
constexpr std::int64_t kNow = 1'700'000'000'000;
constexpr std::size_t kMagicAt = 16, kCrcAt = 17, kCheckedFrom = 21;

/// Nearly every change would end at the CRC otherwise.
void mend_crc(Bytes& batch) {
  if (batch.size() < kCheckedFrom || batch[kMagicAt] != 2) return;
  store_be<std::uint32_t>(batch.data() + kCrcAt, crc32c(ByteView(batch).subspan(kCheckedFrom)));
}

protocol::ValidationOptions options_of(std::uint8_t how) {
  protocol::ValidationOptions options{.now_ms = kNow};
  options.compacted = (how & 1) != 0;
  options.timestamp_type =
      (how & 2) != 0 ? protocol::TimestampType::kLogAppendTime : protocol::TimestampType::kCreateTime;
  if ((how & 4) != 0) options.produce_version = 2;
  if ((how & 8) != 0)
    options.compression = protocol::Compression{.codec = static_cast<Codec>((how >> 4) % 5)};
  return options;
}

void read_as_messages(ByteView batch, std::int8_t magic) {
  Bytes out;
  const auto next = protocol::down_convert(batch, {.magic = magic, .max_bytes = 1 << 20}, out);
  require(!next || *next >= 0, "reading goes on somewhere");
}

}  // namespace

/// input := options (1 byte) records
void run(ByteView bytes) {
  Input input(bytes);
  const auto how = input.byte();
  const auto rest = input.rest();
  Bytes records(rest.begin(), rest.end()), storage, again_storage;
  if ((how & 0x80) == 0) mend_crc(records);
  const auto options = options_of(how);
  const auto accepted = protocol::accept_produced(records, options, storage);
  if (!accepted || !*accepted) return;
  Bytes batch((*accepted)->batch.begin(), (*accepted)->batch.end());
  read_as_messages(batch, 0);
  read_as_messages(batch, 1);
  auto as_new = options;
  as_new.produce_version = 9;
  require(protocol::accept_produced(batch, as_new, again_storage).has_value(),
          "what was accepted is acceptable");
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> made;
  const auto add = [&](std::uint8_t how, const Bytes& records) {
    Bytes seed{how};
    seed.insert(seed.end(), records.begin(), records.end());
    made.push_back(std::move(seed));
  };
  for (const auto codec : {Codec::kNone, Codec::kGzip, Codec::kSnappy, Codec::kLz4, Codec::kZstd})
    for (const std::uint8_t how : {0x00, 0x02, 0x08, 0x28, 0x48}) {
      add(how, log::testing::make_batch({.count = 3, .codec = codec}, kNow));
      add(how,
          log::testing::make_batch(
              {.producer_id = 7, .epoch = 1, .sequence = 5, .count = 20, .codec = codec, .value_size = 100},
              kNow));
      Bytes messages;
      const auto batch = log::testing::make_batch({.count = 4, .codec = codec}, kNow);
      for (const std::int8_t magic : {0, 1})
        if (protocol::down_convert(batch, {.magic = magic, .max_bytes = 1 << 20}, messages))
          add(how | 0x84, messages), messages.clear();
    }
  add(1, log::testing::make_marker(7, 1, true, 3, kNow));
  return made;
}

}  // namespace moldau::fuzz
