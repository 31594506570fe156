#pragma once

#include <algorithm>
#include <expected>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "protocol/wire/reader.h"

namespace moldau::protocol {

template <class T>
inline constexpr bool kIsVector = false;
template <class T, class A>
inline constexpr bool kIsVector<std::vector<T, A>> = !std::is_same_v<T, std::uint8_t>;
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

/// Reads a message's fields in wire order: the visitor behind decode().
class DecodeVisitor {
 public:
  DecodeVisitor(Reader& reader, std::int16_t version, bool flexible)
      : reader_(reader), version_(version), flexible_(flexible) {}

  template <class T>
  void operator()(std::string_view name, T& value, Field field) {
    if (!field.present(version_) || field.tagged(version_)) return;
    reader_.enter(name);
    read(value, field.nullable(version_));
  }
  template <class T, class D>
  void operator()(std::string_view name, T& value, Field field, const D&) {
    (*this)(name, value, field);
  }

  /// One struct: its fields, then its tagged section.
  template <class M>
  void message(M& value) {
    M::fields(*this, value);
    if (flexible_ && reader_.ok()) tagged_section(value);
  }

 private:
  /// Reads the one field that has the tag, if any.
  struct TagVisitor {
    DecodeVisitor& outer;
    std::uint32_t tag;
    bool found = false;
    template <class T, class... D>
    void operator()(std::string_view name, T& value, Field field, const D&...) {
      if (!field.present(outer.version_) || !field.tagged(outer.version_)) return;
      if (static_cast<std::uint32_t>(field.tag) != tag) return;
      found = true;
      outer.reader_.enter(name);
      outer.read(value, field.nullable(outer.version_));
    }
  };

  template <class M>
  void tagged_section(M& value) {
    const auto count = reader_.unsigned_varint();
    if (count > reader_.limits().max_tagged_fields) reader_.fail("has too many tagged fields");
    std::int64_t previous = -1;
    for (std::uint32_t i = 0; i < count && reader_.ok(); ++i) {
      const auto tag = reader_.unsigned_varint();
      const auto size = reader_.unsigned_varint();
      if (static_cast<std::int64_t>(tag) <= previous) reader_.fail("has tagged fields out of order");
      previous = tag;
      const auto end = reader_.position() + size;
      TagVisitor visitor{*this, tag};
      if (reader_.ok() && size <= reader_.remaining()) M::fields(visitor, value);
      if (!visitor.found)
        reader_.take(size);
      else if (reader_.ok() && reader_.position() != end)
        reader_.fail("has a tagged field of another size");
    }
  }

  template <class T>
  void read(T& value, bool nullable) {
    if constexpr (std::is_same_v<T, bool>) {
      value = reader_.integer<std::int8_t>() != 0;
    } else if constexpr (std::is_integral_v<T>) {
      value = reader_.integer<T>();
    } else if constexpr (std::is_same_v<T, double>) {
      value = reader_.float64();
    } else if constexpr (std::is_same_v<T, Uuid>) {
      value = reader_.uuid();
    } else if constexpr (std::is_same_v<T, Records>) {
      const auto size = reader_.length(flexible_, true);
      value = size ? Records(reader_.take(*size)) : Records();
    } else if constexpr (kIsOptional<T>) {
      read_optional(value, nullable);
    } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Bytes> || kIsVector<T>) {
      const auto size = reader_.length(flexible_, !std::is_same_v<T, std::string>);
      if (!size) return reader_.fail("is null where null is not allowed");
      fill(value, *size);
    } else {
      message(value);
    }
  }

  template <class T>
  void read_optional(std::optional<T>& value, bool nullable) {
    if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Bytes> || kIsVector<T>) {
      const auto size = reader_.length(flexible_, !std::is_same_v<T, std::string>);
      if (!size && !nullable) return reader_.fail("is null where null is not allowed");
      value.reset();
      if (size) fill(value.emplace(), *size);
    } else {
      value.reset();
      if (nullable && reader_.integer<std::int8_t>() < 0) return;
      message(value.emplace(T{}));  // Clang knows no default of a nested struct here
    }
  }

  void fill(std::string& value, std::size_t size) { value = reader_.string(size); }
  void fill(Bytes& value, std::size_t size) {
    const auto taken = reader_.take(size);
    if (reader_.charge(size)) value.assign(taken.begin(), taken.end());
  }
  template <class T>
  void fill(std::vector<T>& value, std::size_t count) {
    // An element takes a byte at least, and its object far more: both are looked at before any memory is
    // taken.
    constexpr std::size_t kLeast = std::is_integral_v<T> ? sizeof(T) : 1;
    if (count > reader_.remaining() / kLeast) return reader_.fail("has more elements than bytes");
    if (!reader_.charge_elements(count, sizeof(T))) return;
    value.clear();
    value.reserve(count);
    for (std::size_t i = 0; i < count && reader_.ok(); ++i) read(value.emplace_back(), false);
  }

  Reader& reader_;
  std::int16_t version_;
  bool flexible_;
};

/// Reads a whole message. Bytes after it are ignored, as Kafka ignores them.
template <class M>
std::expected<M, DecodeError> decode(ByteView body, std::int16_t version, const DecodeLimits& limits = {}) {
  Reader reader(body, limits);
  M value;
  DecodeVisitor(reader, version, M::kInfo.flexible(version)).message(value);
  if (!reader.ok()) return std::unexpected(reader.error());
  return value;
}

}  // namespace moldau::protocol
