#include "log/offset_map.h"

#include <algorithm>
#include <cmath>

namespace moldau::log {
namespace {

constexpr std::size_t kFewestSlots = 2;

/// The factor as it may be used, whatever was configured.
double usable(double load_factor) {
  return std::isnan(load_factor) ? 0.0 : std::clamp(load_factor, 0.0, 1.0);
}

std::size_t slot_count(const OffsetMap::Options& options, std::size_t slot_size) {
  const auto affordable = static_cast<double>(options.memory_bytes / slot_size);
  const auto needed =
      static_cast<double>(options.most_keys) / std::max(usable(options.load_factor), 0.01) + 2;
  return std::max(kFewestSlots, static_cast<std::size_t>(std::min(affordable, needed)));
}

}  // namespace

OffsetMap::OffsetMap(const Options& options)
    : hash_key_(options.hash_key), slots_(slot_count(options, sizeof(Slot))) {
  const auto wanted =
      static_cast<std::size_t>(static_cast<double>(slots_.size()) * usable(options.load_factor));
  capacity_ = std::clamp<std::size_t>(wanted, 1, slots_.size() - 1);
}

std::size_t OffsetMap::slot_of(const Hash128& hash) const {
  auto slot = static_cast<std::size_t>(hash.low % slots_.size());
  while (slots_[slot].offset >= 0 && slots_[slot].hash != hash)
    if (++slot == slots_.size()) slot = 0;
  return slot;
}

bool OffsetMap::put(ByteView key, std::int64_t offset) {
  const auto hash = sip_hash(hash_key_, key);
  auto& slot = slots_[slot_of(hash)];
  if (slot.offset < 0) {
    if (size_ == capacity_) return false;
    ++size_;
    slot.hash = hash;
  }
  slot.offset = offset;
  latest_offset_ = offset;
  return true;
}

std::int64_t OffsetMap::find(ByteView key) const {
  return slots_[slot_of(sip_hash(hash_key_, key))].offset;
}

}  // namespace moldau::log
