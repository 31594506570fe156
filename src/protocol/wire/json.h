#pragma once

#include <fmt/core.h>
#include <string>
#include <string_view>
#include <type_traits>

#include "protocol/wire/decode.h"

namespace moldau::protocol {

std::string json_quoted(std::string_view text);
std::string base64(ByteView bytes);

/// Prints a message as Kafka's own JSON converters do: fields in order, bytes in base64, tagged fields only
/// where they are not at their default.
class JsonVisitor {
 public:
  explicit JsonVisitor(std::int16_t version) : version_(version) {}

  template <class T, class... D>
  void operator()(std::string_view name, const T& value, Field field, const D&... other) {
    if (!field.present(version_)) return;
    if (field.tagged(version_) && (sizeof...(D) == 0 ? value == T{} : (... || (value == other)))) return;
    if (!first_) out_ += ',';
    first_ = false;
    std::string key(name);
    key[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(key[0])));
    out_ += json_quoted(key) + ':';
    write(value);
  }

  template <class M>
  void message(const M& value) {
    const bool outer_first = std::exchange(first_, true);
    out_ += '{';
    M::fields(*this, value);
    out_ += '}';
    first_ = outer_first;
  }
  const std::string& text() const { return out_; }

 private:
  template <class T>
  void write(const T& value) {
    if constexpr (std::is_same_v<T, bool>)
      out_ += value ? "true" : "false";
    else if constexpr (std::is_arithmetic_v<T>)
      out_ += fmt::format("{}", value);
    else if constexpr (std::is_same_v<T, Uuid>)
      out_ += json_quoted(value.to_string());
    else if constexpr (std::is_same_v<T, std::string>)
      out_ += json_quoted(value);
    else if constexpr (std::is_same_v<T, Bytes>)
      out_ += json_quoted(base64(value));
    else if constexpr (std::is_same_v<T, Records>)
      out_ += value.is_null() ? "null" : json_quoted(base64(value.bytes()));
    else if constexpr (kIsOptional<T>)
      value ? write(*value) : void(out_ += "null");
    else if constexpr (kIsVector<T>)
      write_array(value);
    else
      message(value);
  }
  template <class T>
  void write_array(const std::vector<T>& values) {
    out_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      write(static_cast<const T&>(values[i]));
    }
    out_ += ']';
  }

  std::int16_t version_;
  bool first_ = true;
  std::string out_;
};

template <class M>
std::string to_json(const M& value, std::int16_t version) {
  JsonVisitor visitor(version);
  visitor.message(value);
  return visitor.text();
}

}  // namespace moldau::protocol
