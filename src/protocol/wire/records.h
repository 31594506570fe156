#pragma once

#include <cstddef>

#include "base/bytes.h"

namespace moldau::protocol {

/// A `records` field: record batches that are somebody else's bytes, in memory or, when writing, a hole of
/// known size that is filled from a file on its way to the socket.
class Records {
 public:
  Records() = default;
  Records(ByteView bytes) : bytes_(bytes), size_(bytes.size()), null_(false) {}
  static Records empty() { return Records(ByteView()); }
  /// `size` bytes that the sender of the message puts there itself.
  static Records external(std::size_t size) {
    Records records{ByteView()};
    records.size_ = size;
    return records;
  }

  bool is_null() const { return null_; }
  std::size_t size() const { return size_; }
  bool is_external() const { return size_ != bytes_.size(); }
  ByteView bytes() const { return bytes_; }
  friend bool operator==(const Records& a, const Records& b) {
    return a.null_ == b.null_ && a.size_ == b.size_ && as_text(a.bytes_) == as_text(b.bytes_);
  }

 private:
  ByteView bytes_;
  std::size_t size_ = 0;
  bool null_ = true;
};

}  // namespace moldau::protocol
