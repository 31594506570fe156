#pragma once

#include <fmt/core.h>
#include <string>
#include <vector>

#include "protocol/wire/decode.h"

namespace moldau::protocol {

/// Lists a message's fields at one version: path, type, null, tag, default.
class DescribeVisitor {
 public:
  DescribeVisitor(std::int16_t version, std::string path, std::vector<std::string>& out)
      : version_(version), path_(std::move(path)), out_(out) {}

  template <class T, class... D>
  void operator()(std::string_view name, const T& value, Field field, const D&...) {
    if (!field.present(version_)) return;
    const auto path = path_ + "/" + std::string(name);
    std::string line = path + " " + type_name(value);
    if (field.nullable(version_)) line += " nullable";
    if (field.tagged(version_)) line += " tag" + std::to_string(field.tag);
    out_.push_back(line + default_of(value));
    nested(path, value);
  }

 private:
  template <class T>
  static std::string type_name(const T& value) {
    if constexpr (std::is_same_v<T, bool>)
      return "bool";
    else if constexpr (std::is_integral_v<T>)
      return (std::is_signed_v<T> ? "int" : "uint") + std::to_string(sizeof(T) * 8);
    else if constexpr (std::is_same_v<T, double>)
      return "float64";
    else if constexpr (std::is_same_v<T, Uuid>)
      return "uuid";
    else if constexpr (std::is_same_v<T, std::string>)
      return "string";
    else if constexpr (std::is_same_v<T, Bytes>)
      return "bytes";
    else if constexpr (std::is_same_v<T, Records>)
      return "records";
    else if constexpr (kIsOptional<T>)
      return type_name(value ? *value : typename T::value_type{});
    else if constexpr (kIsVector<T>)
      return "[]" + type_name(typename T::value_type{});
    else
      return "struct";
  }
  template <class T>
  static std::string default_of(const T& value) {
    if constexpr (std::is_arithmetic_v<T>)
      return fmt::format(" ={}", value);
    else if constexpr (std::is_same_v<T, std::string>)
      return " =" + value;
    else if constexpr (kIsOptional<T>)
      return value ? " =notnull" : " =null";
    else
      return "";
  }
  template <class T>
  void nested(const std::string& path, const T& value) {
    if constexpr (kIsOptional<T>)
      nested(path, value ? *value : typename T::value_type{});
    else if constexpr (kIsVector<T>)
      nested(path, typename T::value_type{});
    else if constexpr (std::is_class_v<T> && !std::is_same_v<T, Uuid> && !std::is_same_v<T, std::string> &&
                       !std::is_same_v<T, Bytes> && !std::is_same_v<T, Records>) {
      DescribeVisitor inner(version_, path, out_);
      const T element = value;
      T::fields(inner, element);
    }
  }

  std::int16_t version_;
  std::string path_;
  std::vector<std::string>& out_;
};

}  // namespace moldau::protocol
