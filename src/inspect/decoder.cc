#include "inspect/decoder.h"

#include <map>

#include "base/check.h"
#include "inspect/path.h"
#include "protocol/wire/json.h"
#include "protocol/wire/reader.h"

namespace moldau::inspect {
namespace {

/// What a user gives to his own tool may take as much memory as it needs.
constexpr protocol::DecodeLimits kLimits{
    .heap_bytes = std::size_t{1} << 40, .max_elements = std::size_t{1} << 40, .max_tagged_fields = 1 << 20};

class Decoder {
 public:
  Decoder(ByteView bytes, std::int16_t version, bool flexible, bool complete)
      : reader_(bytes, kLimits), version_(version), flexible_(flexible), complete_(complete) {}

  std::expected<Decoded, std::string> run(const Struct& fields, bool allow_trailing) {
    Decoded out;
    out.json = structure(fields);
    if (reader_.ok() && !allow_trailing && reader_.remaining() > 0)
      return std::unexpected(fmt::format("{} bytes are left after the message, from byte {} on",
                                         reader_.remaining(), reader_.position()));
    if (!reader_.ok()) {
      const auto error = reader_.error();
      return std::unexpected(fmt::format(
          "{} at byte {}", failed_at_.empty() ? error.what : failed_at_ + " " + error.what, error.position));
    }
    out.omitted_record_bytes = record_bytes_;
    out.omitted_tagged_fields = tagged_fields_;
    out.size = reader_.position();
    return out;
  }

 private:
  /// A step down that remembers where the first error was.
  class Step {
   public:
    template <class At>
    Step(Decoder& decoder, const At& at) : decoder_(decoder), step_(decoder.path_, at) {}
    ~Step() {
      if (!decoder_.reader_.ok() && decoder_.failed_at_.empty()) decoder_.failed_at_ = decoder_.path_.text();
    }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    Decoder& decoder_;
    Path::Step step_;
  };

  Json structure(const Struct& of) {
    std::map<const FieldSchema*, Json> values;
    for (const auto& each : of.fields) {
      if (!each.field.present(version_) || each.field.tagged(version_)) continue;
      const Step step(*this, each.name);
      values[&each] = value(each);
      if (!reader_.ok()) return {};
    }
    Json unknown = Json::array();
    if (flexible_) tagged_section(of, values, unknown);
    Json out = Json::object();
    for (const auto& each : of.fields) {
      const auto found = values.find(&each);
      if (found == values.end()) continue;
      if (each.field.tagged(version_) && found->second == default_value(each, version_)) continue;
      out[each.name] = std::move(found->second);
    }
    if (complete_ && !unknown.empty()) out[std::string(kUnknownTaggedFields)] = std::move(unknown);
    return out;
  }

  void tagged_section(const Struct& of, std::map<const FieldSchema*, Json>& values, Json& unknown) {
    const Step step(*this, std::string_view("tagged section"));
    const auto count = reader_.unsigned_varint();
    if (reader_.ok() && count > reader_.remaining() / 2) reader_.fail("has more fields than bytes");
    std::int64_t previous = -1;
    for (std::uint32_t i = 0; i < count && reader_.ok(); ++i) {
      const auto tag = reader_.unsigned_varint();
      const auto size = reader_.unsigned_varint();
      if (reader_.ok() && static_cast<std::int64_t>(tag) <= previous) reader_.fail("has tags out of order");
      previous = tag;
      if (reader_.ok() && size > reader_.remaining()) reader_.fail("ends too early");
      if (!reader_.ok()) return;
      tagged_field(of, tag, size, values, unknown);
    }
  }

  void tagged_field(const Struct& of, std::uint32_t tag, std::size_t size,
                    std::map<const FieldSchema*, Json>& values, Json& unknown) {
    const auto end = reader_.position() + size;
    for (const auto& each : of.fields) {
      if (!each.field.present(version_) || !each.field.tagged(version_)) continue;
      if (static_cast<std::uint32_t>(each.field.tag) != tag) continue;
      const Step step(*this, each.name);
      values[&each] = value(each);
      if (reader_.ok() && reader_.position() != end)
        reader_.fail("has another size than its tag says, ending");
      return;
    }
    const auto data = reader_.take(size);
    if (complete_)
      unknown.push_back({{"tag", tag}, {"data", protocol::base64(data)}});
    else
      ++tagged_fields_;
  }

  Json value(const FieldSchema& of) {
    const bool nullable = of.field.nullable(version_);
    if (!of.array) return of.type == Type::kStruct ? nullable_struct(of, nullable) : single(of, nullable);
    const auto count = reader_.length(compact(of), true);
    if (!count) return null(nullable);
    if (*count > reader_.remaining()) {
      reader_.fail("has more elements than bytes are left");
      return {};
    }
    Json out = Json::array();
    for (std::size_t i = 0; i < *count && reader_.ok(); ++i) {
      const Step step(*this, i);
      out.push_back(of.type == Type::kStruct ? structure(*of.nested) : single(of, false));
    }
    return out;
  }

  Json nullable_struct(const FieldSchema& of, bool nullable) {
    // In its place a null has the byte -1, in the tagged section 0.
    if (nullable && of.field.tagged(version_)) {
      if (reader_.unsigned_varint() == 0) return nullptr;
    } else if (nullable && reader_.integer<std::int8_t>() < 0) {
      return nullptr;
    }
    return structure(*of.nested);
  }

  Json single(const FieldSchema& of, bool nullable) {
    switch (of.type) {
      case Type::kBool: return reader_.integer<std::int8_t>() != 0;
      case Type::kInt8: return reader_.integer<std::int8_t>();
      case Type::kInt16: return reader_.integer<std::int16_t>();
      case Type::kUint16: return reader_.integer<std::uint16_t>();
      case Type::kInt32: return reader_.integer<std::int32_t>();
      case Type::kUint32: return reader_.integer<std::uint32_t>();
      case Type::kInt64: return reader_.integer<std::int64_t>();
      case Type::kFloat64: return reader_.float64();
      case Type::kUuid: return reader_.uuid().to_string();
      case Type::kString: return string(of, nullable);
      case Type::kBytes: return bytes(of, nullable);
      case Type::kRecords: return records(of);
      case Type::kStruct: break;
    }
    MOLDAU_CHECK(of.type != Type::kStruct);
    return {};
  }

  Json string(const FieldSchema& of, bool nullable) {
    const auto size = reader_.length(compact(of), false);
    return size ? Json(reader_.string(*size)) : null(nullable);
  }
  Json bytes(const FieldSchema& of, bool nullable) {
    const auto size = reader_.length(compact(of), true);
    return size ? Json(protocol::base64(reader_.take(*size))) : null(nullable);
  }
  Json records(const FieldSchema& of) {
    const auto size = reader_.length(compact(of), true);
    if (!size) return nullptr;
    const auto batches = reader_.take(*size);
    if (complete_) return protocol::base64(batches);
    record_bytes_ += batches.size();
    return "";
  }
  Json null(bool allowed) {
    if (!allowed) reader_.fail("is null where null is not allowed");
    return nullptr;
  }
  bool compact(const FieldSchema& of) const { return flexible_ && !of.never_compact; }

  protocol::Reader reader_;
  std::int16_t version_;
  bool flexible_, complete_;
  Path path_;
  std::string failed_at_;
  std::size_t record_bytes_ = 0, tagged_fields_ = 0;
};

}  // namespace

std::expected<Decoded, std::string> decode(const Message& message, std::int16_t version, ByteView bytes,
                                           const DecodeOptions& options) {
  if (auto wrong = version_error(message, version)) return std::unexpected(std::move(*wrong));
  Decoder decoder(bytes, version, message.info.flexible(version), options.complete);
  return decoder.run(*message.fields, options.allow_trailing);
}

}  // namespace moldau::inspect
