#pragma once

#include <array>
#include <bitset>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace moldau::metadata {

/// A hash map whose copies share what they did not change: a copy costs its shards' pointers and a change
/// copies one shard, whatever the map's size. Values are pointers; a missing key's is null. A map that has
/// been copied is not changed any more; its copies are.
template <class Key, class Pointer>
class SharedMap {
 public:
  static constexpr std::size_t kShards = 256;
  /// What a lookup takes, so that text is looked up without a copy.
  using Lookup = std::conditional_t<std::is_same_v<Key, std::string>, std::string_view, const Key&>;

  SharedMap() = default;
  SharedMap(const SharedMap& other) : shards_(other.shards_) {}
  SharedMap(SharedMap&&) = default;
  SharedMap& operator=(const SharedMap&) = delete;
  SharedMap& operator=(SharedMap&&) = default;

  const Pointer& find(Lookup key) const {
    static const Pointer kNone;
    const auto& shard = shards_[shard_of(key)];
    if (!shard) return kNone;
    const auto found = shard->find(key);
    return found == shard->end() ? kNone : found->second;
  }

  void set(Key key, Pointer value) {
    auto& shard = own(shard_of(key));
    shard.insert_or_assign(std::move(key), std::move(value));
  }

  void erase(Lookup key) {
    const auto number = shard_of(key);
    if (!find(key)) return;
    auto& shard = own(number);
    shard.erase(shard.find(key));
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(Lookup key) const { return std::hash<std::remove_cvref_t<Lookup>>{}(key); }
  };
  using Shard = std::unordered_map<Key, Pointer, Hash, std::equal_to<>>;

  /// The high bits, as a shard's own buckets go by the low ones.
  static std::size_t shard_of(Lookup key) { return Hash{}(key) >> (sizeof(std::size_t) * 8 - 8); }

  /// The shard as one that nobody else sees.
  Shard& own(std::size_t number) {
    auto& shard = shards_[number];
    if (!owned_[number]) shard = shard ? std::make_shared<Shard>(*shard) : std::make_shared<Shard>();
    owned_[number] = true;
    return *shard;
  }

  std::array<std::shared_ptr<Shard>, kShards> shards_;
  std::bitset<kShards> owned_;
};

}  // namespace moldau::metadata
