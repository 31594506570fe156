#pragma once

#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "inspect/schema.h"
#include "protocol/wire/decode.h"

namespace moldau::inspect {

class SchemaVisitor;
/// Shows a visitor the fields of a struct. The function stands for the struct.
using Describe = void (*)(SchemaVisitor&);

/// The schemas of structs, each made when it is first asked for.
class SchemaBook {
 public:
  const Struct* of(Describe describe);

 private:
  std::map<Describe, Struct> structs_;
};

/// Writes down a struct's fields. Only this is compiled for every message: what reads and writes them at run
/// time (Decoder, Encoder) is compiled once, which keeps the program small.
class SchemaVisitor {
 public:
  SchemaVisitor(Struct& to, SchemaBook& book) : to_(to), book_(book) {}

  template <class M>
  static void describe(SchemaVisitor& visitor) {
    const M value{};
    M::fields(visitor, value);
  }

  template <class T, class... D>
  void operator()(std::string_view name, const T& value, protocol::Field field, const D&...) {
    if constexpr (std::is_same_v<T, bool>)
      add(name, field, {.type = Type::kBool}, value);
    else if constexpr (std::is_integral_v<T>)
      add_integer(name, field, type_of<T>(), value);
    else if constexpr (std::is_same_v<T, double>)
      add(name, field, {.type = Type::kFloat64}, value);
    else if constexpr (protocol::kIsOptional<T>)
      add_nullable(name, field, shape_of<typename T::value_type>(), value.has_value());
    else
      add_nullable(name, field, shape_of<T>(), true);
  }

 private:
  /// What is known of a field's type at compile time.
  struct Shape {
    Type type = Type::kBool;
    bool array = false;
    Describe nested = nullptr;
  };

  template <class T>
  static constexpr Type type_of() {
    if constexpr (std::is_same_v<T, bool>)
      return Type::kBool;
    else if constexpr (std::is_integral_v<T>)
      return integer_type(sizeof(T), std::is_signed_v<T>);
    else if constexpr (std::is_same_v<T, double>)
      return Type::kFloat64;
    else if constexpr (std::is_same_v<T, Uuid>)
      return Type::kUuid;
    else if constexpr (std::is_same_v<T, std::string>)
      return Type::kString;
    else if constexpr (std::is_same_v<T, Bytes>)
      return Type::kBytes;
    else if constexpr (std::is_same_v<T, protocol::Records>)
      return Type::kRecords;
    else
      return Type::kStruct;
  }
  static constexpr Type integer_type(std::size_t size, bool is_signed) {
    if (size == 1) return Type::kInt8;
    if (size == 2) return is_signed ? Type::kInt16 : Type::kUint16;
    if (size == 4) return is_signed ? Type::kInt32 : Type::kUint32;
    return Type::kInt64;
  }
  template <class T>
  static Shape shape_of() {
    if constexpr (protocol::kIsVector<T>) {
      auto shape = shape_of<typename T::value_type>();
      shape.array = true;
      return shape;
    } else {
      Shape shape{.type = type_of<T>()};
      if constexpr (type_of<T>() == Type::kStruct) shape.nested = describe<T>;
      return shape;
    }
  }

  void add(std::string_view name, protocol::Field field, Shape shape, Json initial);
  void add_integer(std::string_view name, protocol::Field field, Type type, std::int64_t initial);
  void add_nullable(std::string_view name, protocol::Field field, Shape shape, bool initial);

  Struct& to_;
  SchemaBook& book_;
};

}  // namespace moldau::inspect
