/// Every declared message in every version: what is read is written and read again as the same.
#include <algorithm>

#include "tests/fuzz/target.h"
#include "tests/protocol/known_message.h"

namespace moldau::fuzz {
namespace {

const std::vector<protocol::KnownMessage>& messages() {
  static const auto all = protocol::known_messages();
  return all;
}

}  // namespace

/// input := index of the message (2 bytes) version (1 byte) the message
void run(ByteView bytes) {
  Input input(bytes);
  const auto& message = messages()[input.u16() % messages().size()];
  const auto& info = message.info;
  const auto versions = info.last_version - info.first_version + 1;
  if (versions <= 0) return;
  const auto version = static_cast<std::int16_t>(info.first_version + input.byte() % versions);
  const auto read = message.round_trip(input.rest(), version);
  if (!read) return;
  const auto again = message.round_trip(read->bytes, version);
  require(again.has_value(), "what was written can be read");
  require(again->json == read->json && again->bytes == read->bytes, "it is the same then");
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> made;
  for (const auto& name : golden_names()) {
    if (name.ends_with("Header")) continue;  // what stands before a message
    const auto found = std::ranges::find(messages(), name, [](const auto& each) { return each.info.name; });
    require(found != messages().end(), "every message that Kafka wrote is declared, but not " + name);
    const auto index = static_cast<std::uint16_t>(found - messages().begin());
    for (const auto& each : golden(name)) {
      Bytes seed{static_cast<std::uint8_t>(index >> 8), static_cast<std::uint8_t>(index),
                 static_cast<std::uint8_t>(each.version - found->info.first_version)};
      seed.insert(seed.end(), each.bytes.begin(), each.bytes.end());
      made.push_back(std::move(seed));
    }
  }
  return made;
}

}  // namespace moldau::fuzz
