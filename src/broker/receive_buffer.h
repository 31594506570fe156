#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "base/bytes.h"

namespace moldau::broker {

/// Bytes received and not served yet. Grows to at most twice of what has arrived, so that a declared length
/// takes no memory; holds none at all while it is empty and released.
class ReceiveBuffer {
 public:
  static constexpr std::size_t kInitialBytes = 16 * 1024;

  ByteView held() const { return {data_.get() + begin_, end_ - begin_}; }
  MutableByteView held() { return {data_.get() + begin_, end_ - begin_}; }
  std::size_t capacity() const { return capacity_; }

  /// Free space to receive into, never empty.
  MutableByteView space(std::size_t wanted) {
    if (end_ == capacity_) make_space(wanted);
    return {data_.get() + end_, capacity_ - end_};
  }
  void received(std::size_t size) { end_ += size; }
  void consume(std::size_t size) {
    begin_ += size;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  /// To no more than what it holds, and no less than it begins with.
  void shrink() {
    const auto least = std::max(kInitialBytes, end_ - begin_);
    if (capacity_ > least) move_to(least);
  }
  void release() {
    if (begin_ != end_) return;
    data_.reset();
    capacity_ = begin_ = end_ = 0;
  }

 private:
  void make_space(std::size_t wanted) {
    const std::size_t size = end_ - begin_;
    const std::size_t grown = std::max({kInitialBytes, std::min(wanted, 2 * size), size + 1});
    if (grown > capacity_) return move_to(grown);
    std::copy(data_.get() + begin_, data_.get() + end_, data_.get());
    begin_ = 0;
    end_ = size;
  }
  void move_to(std::size_t capacity) {
    auto moved = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
    std::copy(data_.get() + begin_, data_.get() + end_, moved.get());
    data_ = std::move(moved);
    capacity_ = capacity;
    end_ -= std::exchange(begin_, 0);
  }

  std::unique_ptr<std::uint8_t[]> data_;
  std::size_t capacity_ = 0, begin_ = 0, end_ = 0;
};

}  // namespace moldau::broker
