#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "base/uuid.h"
#include "protocol/wire/decode.h"
#include "protocol/wire/field.h"
#include "protocol/wire/records.h"

namespace moldau::protocol {

/// A place in an encoded message that the sender fills with `size` bytes from elsewhere.
struct Hole {
  std::size_t position = 0;
  std::size_t size = 0;
};

/// Appends primitives to a buffer that its user owns.
class Writer {
 public:
  explicit Writer(Bytes& out) : out_(out) {}

  template <class T>
  void integer(T value) {
    const auto at = out_.size();
    out_.resize(at + sizeof(T));
    store_be<T>(out_.data() + at, value);
  }
  void raw(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void unsigned_varint(std::uint32_t value) {
    for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<std::uint8_t>(value | 0x80));
    out_.push_back(static_cast<std::uint8_t>(value));
  }
  /// REQUIRES: a length that is not `wide` is a string's, and within its limit.
  void length(std::optional<std::size_t> size, bool compact, bool wide) {
    MOLDAU_CHECK(wide || !size || *size <= kMaxStringBytes);
    if (compact) return unsigned_varint(size ? static_cast<std::uint32_t>(*size + 1) : 0);
    if (wide) return integer<std::int32_t>(size ? static_cast<std::int32_t>(*size) : -1);
    integer<std::int16_t>(size ? static_cast<std::int16_t>(*size) : std::int16_t{-1});
  }
  void hole(std::size_t size) {
    if (size > 0) holes_.push_back({out_.size(), size});
  }

  Bytes& out() { return out_; }
  const std::vector<Hole>& holes() const { return holes_; }

 private:
  Bytes& out_;
  std::vector<Hole> holes_;
};

/// Writes a message's fields in wire order: the visitor behind encode().
class EncodeVisitor {
 public:
  EncodeVisitor(Writer& writer, std::int16_t version, bool flexible)
      : writer_(writer), version_(version), flexible_(flexible) {}

  template <class T, class... D>
  void operator()(std::string_view, const T& value, Field field, const D&...) {
    if (field.present(version_) && !field.tagged(version_)) write(value, field.nullable(version_));
  }

  template <class M>
  void message(const M& value) {
    M::fields(*this, value);
    if (!flexible_) return;
    TagCounter counter{version_, {}};
    M::fields(counter, value);
    writer_.unsigned_varint(static_cast<std::uint32_t>(counter.tags.size()));
    std::sort(counter.tags.begin(), counter.tags.end());
    for (const auto tag : counter.tags) {
      TagWriter one{*this, tag};
      M::fields(one, value);
    }
  }

 private:
  template <class T>
  static bool is_default(const T& value) {
    // Comparing with an empty optional made here is a false alarm of GCC 12's under sanitizers.
    if constexpr (kIsOptional<T>)
      return !value.has_value();
    else
      return value == T{};
  }
  template <class T, class D>
  static bool is_default(const T& value, const D& other) {
    return value == other;
  }
  struct TagCounter {
    std::int16_t version;
    std::vector<std::int32_t> tags;
    template <class T, class... D>
    void operator()(std::string_view, const T& value, Field field, const D&... other) {
      if (field.present(version) && field.tagged(version) && !is_default(value, other...))
        tags.push_back(field.tag);
    }
  };
  struct TagWriter {
    EncodeVisitor& outer;
    std::int32_t tag;
    template <class T, class... D>
    void operator()(std::string_view, const T& value, Field field, const D&...) {
      if (!field.present(outer.version_) || !field.tagged(outer.version_) || field.tag != tag) return;
      Bytes content;
      Writer inner(content);
      EncodeVisitor(inner, outer.version_, outer.flexible_).write(value, field.nullable(outer.version_));
      outer.writer_.unsigned_varint(static_cast<std::uint32_t>(tag));
      outer.writer_.unsigned_varint(static_cast<std::uint32_t>(content.size()));
      outer.writer_.raw(content);
    }
  };

  template <class T>
  void write(const T& value, bool nullable) {
    if constexpr (std::is_same_v<T, bool>) {
      writer_.integer<std::int8_t>(value ? 1 : 0);
    } else if constexpr (std::is_integral_v<T>) {
      writer_.integer<T>(value);
    } else if constexpr (std::is_same_v<T, double>) {
      writer_.integer<std::uint64_t>(std::bit_cast<std::uint64_t>(value));
    } else if constexpr (std::is_same_v<T, Uuid>) {
      writer_.raw(value.bytes);
    } else if constexpr (std::is_same_v<T, Records>) {
      write_records(value);
    } else if constexpr (kIsOptional<T>) {
      write_optional(value, nullable);
    } else if constexpr (std::is_same_v<T, std::string>) {
      write_text(value);
    } else if constexpr (std::is_same_v<T, Bytes> || kIsVector<T>) {
      writer_.length(value.size(), flexible_, true);
      content(value);
    } else {
      message(value);
    }
  }

  /// An error message that quotes the longest name does not fit: its end goes, not the message.
  void write_text(std::string_view text) {
    const auto start = utf8_start(text, kMaxStringBytes);
    writer_.length(start.size(), flexible_, false);
    writer_.raw(as_bytes(start));
  }

  void write_records(const Records& records) {
    writer_.length(records.is_null() ? std::nullopt : std::optional(records.size()), flexible_, true);
    if (records.is_external())
      writer_.hole(records.size());
    else
      writer_.raw(records.bytes());
  }

  template <class T>
  void write_optional(const std::optional<T>& value, bool nullable) {
    if constexpr (std::is_same_v<T, std::string>) {
      if (value || !nullable) return write_text(value ? *value : std::string_view());
      writer_.length(std::nullopt, flexible_, false);
    } else if constexpr (std::is_same_v<T, Bytes> || kIsVector<T>) {
      // A version that knows no null gets the empty value, as Kafka's own writers of ignorable fields do.
      std::optional<std::size_t> size;
      if (value)
        size = value->size();
      else if (!nullable)
        size = 0;
      writer_.length(size, flexible_, true);
      if (value) content(*value);
    } else {
      if (nullable) writer_.integer<std::int8_t>(value ? 1 : -1);
      if (value) message(*value);
    }
  }

  void content(const Bytes& value) { writer_.raw(value); }
  template <class T>
  void content(const std::vector<T>& values) {
    for (const T& value : values) write(value, false);
  }

  Writer& writer_;
  std::int16_t version_;
  bool flexible_;
};

/// Appends a whole message. Fields that the version does not have are left out.
template <class M>
void encode(const M& value, std::int16_t version, Writer& writer) {
  EncodeVisitor(writer, version, M::kInfo.flexible(version)).message(value);
}

template <class M>
Bytes encode(const M& value, std::int16_t version) {
  Bytes out;
  Writer writer(out);
  encode(value, version, writer);
  return out;
}

}  // namespace moldau::protocol
