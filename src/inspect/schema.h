#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/wire/field.h"

namespace moldau::inspect {

/// Keeps the order of an object's members: Kafka prints fields as they are declared.
using Json = nlohmann::ordered_json;

enum class Type : std::uint8_t {
  kBool,
  kInt8,
  kInt16,
  kUint16,
  kInt32,
  kUint32,
  kInt64,
  kFloat64,
  kUuid,
  kString,
  kBytes,
  kRecords,
  kStruct,
};

/// Kafka's word for it, as in its definitions: "int32".
std::string_view name(Type type);

struct Struct;

/// A field of a message at run time: what the declaration's `fields` function tells its visitors.
struct FieldSchema {
  /// As Kafka's JSON has it: the first letter is small.
  std::string name;
  protocol::Field field;
  Type type = Type::kBool;
  bool array = false;
  /// The length has 16 bits in flexible versions too: the client id of a request header.
  bool never_compact = false;
  /// Where `type` is a struct.
  const Struct* nested = nullptr;
  /// The value of a field that is not there. A struct that is not null by default has an object without
  /// members: see default_value().
  Json initial;
};

/// A struct's fields in the order of their declaration.
struct Struct {
  std::vector<FieldSchema> fields;

  /// None where the version does not have it.
  const FieldSchema* find(std::string_view name, std::int16_t version) const;
};

/// The value that a tagged field has when it is not sent.
Json default_value(const FieldSchema& field, std::int16_t version);

/// "[]int32", "string", "struct".
std::string type_text(const FieldSchema& field);

}  // namespace moldau::inspect
