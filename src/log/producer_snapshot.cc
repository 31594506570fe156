#include <algorithm>

#include "base/crc32c.h"
#include "log/producer_state.h"

namespace moldau::log {
namespace {

constexpr std::int16_t kVersion = 1;
constexpr std::size_t kHeaderSize = 10, kCheckedFrom = 6, kEntrySize = 46;

}  // namespace

Bytes ProducerState::to_snapshot() const {
  std::vector<std::int64_t> ids;  // sorted, so that equal states are equal files
  for (const auto& [id, entry] : entries_) ids.push_back(id);
  std::ranges::sort(ids);

  Bytes bytes(kHeaderSize + kEntrySize * ids.size());
  store_be<std::int16_t>(bytes.data(), kVersion);
  store_be<std::int32_t>(bytes.data() + kCheckedFrom, static_cast<std::int32_t>(ids.size()));
  auto* at = bytes.data() + kHeaderSize;
  for (const auto id : ids) {
    const auto& entry = entries_.at(id);
    const auto last = entry.batches().empty() ? ProducerBatch{} : entry.batches().back();
    store_be<std::int64_t>(at, id);
    store_be<std::int16_t>(at + 8, entry.epoch);
    store_be<std::int32_t>(at + 10, last.last_sequence);
    store_be<std::int64_t>(at + 14, last.last_offset);
    store_be<std::int32_t>(at + 22, last.offset_delta);
    store_be<std::int64_t>(at + 26, entry.last_timestamp_ms);
    store_be<std::int32_t>(at + 34, entry.coordinator_epoch);
    store_be<std::int64_t>(at + 38, entry.transaction_first_offset);
    at += kEntrySize;
  }
  store_be<std::uint32_t>(bytes.data() + 2, crc32c(ByteView(bytes).subspan(kCheckedFrom)));
  return bytes;
}

std::optional<ProducerState> ProducerState::parse_snapshot(ByteView snapshot) {
  if (snapshot.size() < kHeaderSize || load_be<std::int16_t>(snapshot.data()) != kVersion)
    return std::nullopt;
  if (crc32c(snapshot.subspan(kCheckedFrom)) != load_be<std::uint32_t>(snapshot.data() + 2))
    return std::nullopt;
  const auto count = load_be<std::int32_t>(snapshot.data() + kCheckedFrom);
  const auto entries = snapshot.subspan(kHeaderSize);
  if (count < 0 || entries.size() != static_cast<std::size_t>(count) * kEntrySize) return std::nullopt;

  ProducerState state;
  for (const auto* at = entries.data(); at != entries.data() + entries.size(); at += kEntrySize) {
    const auto id = load_be<std::int64_t>(at);
    auto& entry = state.entries_[id];
    entry.epoch = load_be<std::int16_t>(at + 8);
    const ProducerBatch last{load_be<std::int32_t>(at + 10), load_be<std::int64_t>(at + 14),
                             load_be<std::int32_t>(at + 22), load_be<std::int64_t>(at + 26)};
    if (last.last_offset >= 0) entry.add(entry.epoch, last);
    entry.last_timestamp_ms = last.timestamp_ms;
    entry.heard = false;
    entry.coordinator_epoch = load_be<std::int32_t>(at + 34);
    entry.transaction_first_offset = load_be<std::int64_t>(at + 38);
    if (entry.transaction_first_offset >= 0) state.open_[entry.transaction_first_offset] = id;
  }
  return state;
}

}  // namespace moldau::log
