#include "inspect/encoder.h"

#include <bit>
#include <fmt/ranges.h>
#include <map>

#include "base/check.h"
#include "inspect/decoder.h"
#include "inspect/path.h"
#include "inspect/scalars.h"
#include "protocol/wire/encode.h"

namespace moldau::inspect {
namespace {

class Encoder {
 public:
  Encoder(std::int16_t version, bool flexible) : version_(version), flexible_(flexible) {}

  std::expected<Bytes, std::string> run(const Struct& fields, const Json& json) {
    Bytes out;
    protocol::Writer writer(out);
    structure(fields, json, writer);
    if (!error_.empty()) return std::unexpected(error_);
    return out;
  }

 private:
  /// The first error counts.
  void fail(std::string what) {
    if (error_.empty())
      error_ = (path_.text().empty() ? "the message" : path_.text()) + " " + std::move(what);
  }

  void structure(const Struct& of, const Json& json, protocol::Writer& writer) {
    if (!json.is_object()) return fail(fmt::format("is {}; it must be an object", described(json)));
    refuse_unknown(of, json);
    for (const auto& each : of.fields) {
      if (!each.field.present(version_) || each.field.tagged(version_)) continue;
      const Path::Step step(path_, each.name);
      const auto found = json.find(each.name);
      if (found == json.end()) return fail(fmt::format("is missing; version {} has it always", version_));
      value(each, *found, writer);
      if (!error_.empty()) return;
    }
    if (flexible_) tagged_section(of, json, writer);
  }

  void refuse_unknown(const Struct& of, const Json& json) {
    for (const auto& [key, unused] : json.items()) {
      if (of.find(key, version_) || (flexible_ && key == kUnknownTaggedFields)) continue;
      std::vector<std::string_view> known;
      for (const auto& each : of.fields)
        if (each.field.present(version_)) known.push_back(each.name);
      return fail(fmt::format("has no field {} in version {}; it has {}", key, version_,
                              known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
    }
  }

  void tagged_section(const Struct& of, const Json& json, protocol::Writer& writer) {
    std::map<std::uint32_t, Bytes> contents;
    for (const auto& each : of.fields) {
      if (!each.field.present(version_) || !each.field.tagged(version_)) continue;
      const auto found = json.find(each.name);
      if (found == json.end() || *found == default_value(each, version_)) continue;
      const Path::Step step(path_, each.name);
      protocol::Writer inner(contents[static_cast<std::uint32_t>(each.field.tag)]);
      value(each, *found, inner);
    }
    if (const auto found = json.find(kUnknownTaggedFields); found != json.end()) {
      const Path::Step step(path_, kUnknownTaggedFields);
      unknown_tagged_fields(*found, contents);
    }
    writer.unsigned_varint(static_cast<std::uint32_t>(contents.size()));
    for (const auto& [tag, content] : contents) {
      writer.unsigned_varint(tag);
      writer.unsigned_varint(static_cast<std::uint32_t>(content.size()));
      writer.raw(content);
    }
  }

  void unknown_tagged_fields(const Json& json, std::map<std::uint32_t, Bytes>& contents) {
    if (!json.is_array()) return fail(fmt::format("is {}; it must be an array", described(json)));
    for (const auto& each : json) {
      const auto tag = each.is_object() ? each.find("tag") : each.end();
      const auto data = each.is_object() ? each.find("data") : each.end();
      if (!each.is_object() || each.size() != 2 || tag == each.end() || data == each.end())
        return fail(R"(must have elements {"tag": NUMBER, "data": BASE64})");
      const auto number = to_integer(*tag, Type::kUint32);
      const auto content = to_bytes(*data);
      if (!number) return fail("has a tag that " + number.error());
      if (!content) return fail("has data that " + content.error());
      if (!contents.emplace(static_cast<std::uint32_t>(*number), *content).second)
        return fail(fmt::format("has tag {} twice, or it is a known field's", *number));
    }
  }

  void value(const FieldSchema& of, const Json& json, protocol::Writer& writer) {
    const bool nullable = of.field.nullable(version_) || (of.type == Type::kRecords && !of.array);
    if (json.is_null() && !nullable) return fail(fmt::format("is null; version {} allows none", version_));
    if (of.array) return array(of, json, writer);
    if (of.type != Type::kStruct) return single(of, json, writer);
    const std::int8_t null_mark = of.field.tagged(version_) ? 0 : -1;
    if (nullable) writer.integer<std::int8_t>(json.is_null() ? null_mark : std::int8_t{1});
    if (!json.is_null()) structure(*of.nested, json, writer);
  }

  void array(const FieldSchema& of, const Json& json, protocol::Writer& writer) {
    if (json.is_null()) return writer.length(std::nullopt, compact(of), true);
    if (!json.is_array()) return fail(fmt::format("is {}; it must be an array", described(json)));
    writer.length(json.size(), compact(of), true);
    for (std::size_t i = 0; i < json.size() && error_.empty(); ++i) {
      const Path::Step step(path_, i);
      if (of.type == Type::kStruct)
        structure(*of.nested, json[i], writer);
      else if (json[i].is_null())
        fail("is null; elements are not");
      else
        single(of, json[i], writer);
    }
  }

  void single(const FieldSchema& of, const Json& json, protocol::Writer& writer) {
    switch (of.type) {
      case Type::kBool:
        if (!json.is_boolean()) return fail(fmt::format("is {}; it must be true or false", described(json)));
        return writer.integer<std::int8_t>(json.get<bool>() ? 1 : 0);
      case Type::kInt8: return integer<std::int8_t>(of, json, writer);
      case Type::kInt16: return integer<std::int16_t>(of, json, writer);
      case Type::kUint16: return integer<std::uint16_t>(of, json, writer);
      case Type::kInt32: return integer<std::int32_t>(of, json, writer);
      case Type::kUint32: return integer<std::uint32_t>(of, json, writer);
      case Type::kInt64: return integer<std::int64_t>(of, json, writer);
      case Type::kFloat64:
        return with(to_float(json), [&](double is) { writer.integer(std::bit_cast<std::uint64_t>(is)); });
      case Type::kUuid: return with(to_uuid(json), [&](const Uuid& is) { writer.raw(is.bytes); });
      case Type::kString: return string(of, json, writer);
      case Type::kBytes:
      case Type::kRecords: return bytes(of, json, writer);
      case Type::kStruct: break;
    }
    MOLDAU_CHECK(of.type != Type::kStruct);
  }

  template <class T, class Use>
  void with(const std::expected<T, std::string>& value, Use use) {
    if (!value) return fail(value.error());
    use(*value);
  }
  template <class T>
  void integer(const FieldSchema& of, const Json& json, protocol::Writer& writer) {
    with(to_integer(json, of.type), [&](std::int64_t is) { writer.integer(static_cast<T>(is)); });
  }
  void string(const FieldSchema& of, const Json& json, protocol::Writer& writer) {
    if (json.is_null()) return writer.length(std::nullopt, compact(of), false);
    with(to_text(json), [&](const std::string& is) {
      writer.length(is.size(), compact(of), false);
      writer.raw(as_bytes(is));
    });
  }
  void bytes(const FieldSchema& of, const Json& json, protocol::Writer& writer) {
    if (json.is_null()) return writer.length(std::nullopt, compact(of), true);
    with(to_bytes(json), [&](const Bytes& is) {
      writer.length(is.size(), compact(of), true);
      writer.raw(is);
    });
  }
  bool compact(const FieldSchema& of) const { return flexible_ && !of.never_compact; }

  std::int16_t version_;
  bool flexible_;
  Path path_;
  std::string error_;
};

}  // namespace

std::expected<Bytes, std::string> encode(const Message& message, std::int16_t version, const Json& json) {
  if (auto wrong = version_error(message, version)) return std::unexpected(std::move(*wrong));
  Encoder encoder(version, message.info.flexible(version));
  return encoder.run(*message.fields, json);
}

}  // namespace moldau::inspect
