#pragma once

#include <cstddef>
#include <utility>

namespace moldau::coord {

/// The bytes that a group's members brought. Once in a total, they are in it until the group goes.
class MetadataCount {
 public:
  MetadataCount() = default;
  MetadataCount(MetadataCount&& other) noexcept
      : total_(std::exchange(other.total_, nullptr)), held_(std::exchange(other.held_, 0)) {}
  /// The total that this one counted in stays the one: a group's state is replaced, not its place.
  MetadataCount& operator=(MetadataCount&& other) noexcept {
    const auto held = std::exchange(other.held_, 0);
    if (other.total_) *other.total_ -= held;
    take(held_);
    add(held);
    return *this;
  }
  ~MetadataCount() { take(held_); }

  /// REQUIRES: `total` outlives this, and nothing was counted in another one.
  void count_in(std::size_t& total) {
    total_ = &total;
    total += held_;
  }
  void add(std::size_t bytes) {
    held_ += bytes;
    if (total_) *total_ += bytes;
  }
  void take(std::size_t bytes) {
    held_ -= bytes;
    if (total_) *total_ -= bytes;
  }

 private:
  std::size_t* total_ = nullptr;
  std::size_t held_ = 0;
};

}  // namespace moldau::coord
