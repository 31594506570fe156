#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace moldau::protocol {

/// One field of a protobuf message after the other. A field is a varint, eight or four bytes, or bytes with
/// their length before them; groups are no longer used by anyone, and refused.
class ProtobufReader {
 public:
  enum class Wire : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };
  struct Field {
    std::uint32_t number = 0;
    Wire wire = Wire::kVarint;
    std::uint64_t integer = 0;  // of all but kBytes
    ByteView bytes;             // of kBytes; into the message
  };

  explicit ProtobufReader(ByteView message) : rest_(message) {}
  /// Nothing at the end, or where the bytes are no such message: is_garbled() tells.
  std::optional<Field> next();
  bool is_garbled() const { return garbled_; }

 private:
  std::optional<std::uint64_t> varint();
  bool take_content(Field& field);

  ByteView rest_;
  bool garbled_ = false;
};

}  // namespace moldau::protocol
