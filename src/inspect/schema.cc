#include "inspect/schema.h"

#include <algorithm>

namespace moldau::inspect {

std::string_view name(Type type) {
  constexpr std::string_view kNames[] = {"bool",    "int8", "int16",  "uint16", "int32",   "uint32", "int64",
                                         "float64", "uuid", "string", "bytes",  "records", "struct"};
  return kNames[static_cast<std::size_t>(type)];
}

const FieldSchema* Struct::find(std::string_view name, std::int16_t version) const {
  const auto found = std::ranges::find_if(
      fields, [&](const FieldSchema& each) { return each.name == name && each.field.present(version); });
  return found == fields.end() ? nullptr : &*found;
}

Json default_value(const FieldSchema& field, std::int16_t version) {
  if (field.array || field.type != Type::kStruct || field.initial.is_null()) return field.initial;
  Json value = Json::object();
  for (const auto& each : field.nested->fields)
    if (each.field.present(version) && !each.field.tagged(version))
      value[each.name] = default_value(each, version);
  return value;
}

std::string type_text(const FieldSchema& field) {
  return (field.array ? "[]" : "") + std::string(name(field.type));
}

}  // namespace moldau::inspect
