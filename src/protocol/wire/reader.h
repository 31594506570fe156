#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "base/uuid.h"
#include "protocol/wire/field.h"
#include "protocol/wire/records.h"

namespace moldau::protocol {

/// The longest string of the protocol, compact or not: the older form's length has 16 bits.
inline constexpr std::size_t kMaxStringBytes = 32'767;

/// What a stranger's message may cost us.
struct DecodeLimits {
  /// Memory for arrays and strings, counted before it is taken.
  std::size_t heap_bytes = 64 * 1024 * 1024;
  /// Of all arrays together.
  std::size_t max_elements = 1'000'000;
  std::uint32_t max_tagged_fields = 64;
};

/// Why bytes are not the message they claim to be.
struct DecodeError {
  std::string what;
  std::string field;
  std::size_t position = 0;
  std::string to_string() const;
};

/// Takes primitives off a buffer. The first error sticks; reads after it give zeros and move nothing.
class Reader {
 public:
  explicit Reader(ByteView bytes, const DecodeLimits& limits = {}) : bytes_(bytes), limits_(limits) {}

  template <class T>
    requires std::is_integral_v<T>
  T integer() {
    if (!need(sizeof(T))) return 0;
    const T value = load_be<T>(bytes_.data() + position_);
    position_ += sizeof(T);
    return value;
  }
  double float64();
  std::uint32_t unsigned_varint();
  Uuid uuid();
  ByteView take(std::size_t size);

  /// A length or count in its old or compact form; nothing for null. Not `wide`: a string's.
  std::optional<std::size_t> length(bool compact, bool wide);
  /// Checks UTF-8.
  std::string string(std::size_t size);
  /// Counts `size` bytes of memory against the limit before they are taken.
  bool charge(std::size_t size);
  /// Counts an array's elements, and the memory that they take.
  bool charge_elements(std::size_t count, std::size_t size_each);

  bool ok() const { return error_ == nullptr; }
  void fail(const char* what) {
    if (!error_) error_ = what, error_position_ = position_;
  }
  void enter(std::string_view field) {
    if (!error_) field_ = field;
  }
  DecodeError error() const { return {error_ ? error_ : "", std::string(field_), error_position_}; }
  std::size_t remaining() const { return bytes_.size() - position_; }
  std::size_t position() const { return position_; }
  const DecodeLimits& limits() const { return limits_; }

 private:
  bool need(std::size_t size) {
    if (error_) return false;
    if (remaining() < size) fail("ends too early");
    return !error_;
  }

  ByteView bytes_;
  DecodeLimits limits_;
  std::size_t position_ = 0, charged_ = 0, elements_ = 0;
  const char* error_ = nullptr;
  std::size_t error_position_ = 0;
  std::string_view field_;
};

bool is_utf8(std::string_view text);
/// The longest start of `text` that has at most `max_bytes` and cuts no character in two. REQUIRES: UTF-8.
std::string_view utf8_start(std::string_view text, std::size_t max_bytes);

}  // namespace moldau::protocol
