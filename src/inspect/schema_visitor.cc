#include "inspect/schema_visitor.h"

#include "base/uuid.h"

namespace moldau::inspect {
namespace {

/// What a field that is not null has when nothing was assigned: empty, or zero.
Json nothing_of(Type type) {
  if (type == Type::kUuid) return Uuid{}.to_string();
  if (type == Type::kRecords) return nullptr;
  if (type == Type::kStruct) return Json::object();
  return "";
}

}  // namespace

const Struct* SchemaBook::of(Describe describe) {
  const auto [at, added] = structs_.try_emplace(describe);
  if (added) {
    SchemaVisitor visitor(at->second, *this);
    describe(visitor);
  }
  return &at->second;
}

void SchemaVisitor::add(std::string_view name, protocol::Field field, Shape shape, Json initial) {
  FieldSchema made{.name = std::string(name), .field = field, .type = shape.type, .array = shape.array};
  made.name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(made.name[0])));
  if (shape.nested) made.nested = book_.of(shape.nested);
  made.initial = std::move(initial);
  to_.fields.push_back(std::move(made));
}

void SchemaVisitor::add_integer(std::string_view name, protocol::Field field, Type type,
                                std::int64_t initial) {
  add(name, field, {.type = type}, initial);
}

void SchemaVisitor::add_nullable(std::string_view name, protocol::Field field, Shape shape, bool initial) {
  // Where Kafka's definition of a tagged struct does not spell out the default "null", it is an empty one;
  // the one such field is declared as null.
  constexpr auto kNever = protocol::Field{}.first_tagged;
  const bool empty = shape.type == Type::kStruct && !shape.array && field.first_tagged != kNever;
  if (!initial && !empty) return add(name, field, shape, nullptr);
  add(name, field, shape, shape.array ? Json::array() : nothing_of(shape.type));
}

}  // namespace moldau::inspect
