#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/sip_hash.h"

namespace moldau::log {

/// The last offset of each key, in a table of fixed size that holds no keys but their hashes (Kafka:
/// SkimpyOffsetMap). Two keys with one hash would cost the older one its value, so that the hash has 128
/// bits and a key that nobody outside knows: collisions happen by chance alone, which is never, and cannot be
/// made as for Kafka's MD5.
class OffsetMap {
 public:
  struct Options {
    std::size_t memory_bytes = 0;
    /// How full the table may get, 0 to 1. One key always fits, and one slot always stays free.
    double load_factor = 0.9;
    /// No more keys than this will come: no more memory than for those is taken.
    std::uint64_t most_keys = 0;
    Hash128 hash_key;
  };
  explicit OffsetMap(const Options& options);

  /// False where there is no room for a new key.
  bool put(ByteView key, std::int64_t offset);
  /// The last offset put; -1 where the key is not there.
  std::int64_t find(ByteView key) const;
  /// Every record up to and with this offset is taken account of.
  std::int64_t latest_offset() const { return latest_offset_; }
  void update_latest_offset(std::int64_t offset) { latest_offset_ = offset; }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }

 private:
  struct Slot {
    Hash128 hash;
    std::int64_t offset = -1;
  };
  /// The key's slot, or the free one where it would go.
  std::size_t slot_of(const Hash128& hash) const;

  const Hash128 hash_key_;
  std::vector<Slot> slots_;
  std::size_t capacity_, size_ = 0;
  std::int64_t latest_offset_ = -1;
};

}  // namespace moldau::log
