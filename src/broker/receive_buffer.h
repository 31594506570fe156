#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

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

  /// What the buffer grows to when more is received; its capacity where there is room. `wanted` is the size
  /// of the whole frame where it is known.
  std::size_t next_capacity(std::size_t wanted) const {
    const std::size_t size = end_ - begin_;
    if (end_ < capacity_) return capacity_;
    return std::max({kInitialBytes, capacity_, std::min(wanted, 2 * size), size + 1});
  }
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
  void release() {
    if (begin_ != end_) return;
    data_.reset();
    capacity_ = begin_ = end_ = 0;
  }

 private:
  void make_space(std::size_t wanted) {
    const std::size_t size = end_ - begin_;
    const std::size_t grown = std::max({kInitialBytes, std::min(wanted, 2 * size), size + 1});
    if (grown <= capacity_) {
      std::copy(data_.get() + begin_, data_.get() + end_, data_.get());
    } else {
      auto larger = std::make_unique_for_overwrite<std::uint8_t[]>(grown);
      std::copy(data_.get() + begin_, data_.get() + end_, larger.get());
      data_ = std::move(larger);
      capacity_ = grown;
    }
    begin_ = 0;
    end_ = size;
  }

  std::unique_ptr<std::uint8_t[]> data_;
  std::size_t capacity_ = 0, begin_ = 0, end_ = 0;
};

}  // namespace moldau::broker
