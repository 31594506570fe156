#include "protocol/records/acceptance.h"

#include <limits>
#include <utility>

#include "protocol/records/legacy_message.h"
#include "protocol/records/recompress.h"
#include "protocol/records/up_convert.h"

namespace moldau::protocol {
namespace {

using Result = std::expected<std::optional<Accepted>, ValidationError>;
/// From here on records are one batch of format 2.
constexpr std::int16_t kFirstVersionWithBatches = 3;

Accepted recompressed(const ValidBatch& valid, const Compression& compression, Bytes& storage) {
  Bytes out;
  recompress(valid, compression, out);
  storage = std::move(out);
  return {read_batch_header(storage).value(), storage};
}

Result accept_messages(ByteView messages, const ValidationOptions& options, Bytes& storage) {
  auto converted = up_convert(messages, options);
  if (!converted) return std::unexpected(converted.error());
  if (converted->batch.empty()) return std::nullopt;
  storage = std::move(converted->batch);
  auto checks = options;
  // Messages were measured one by one as they came, and what is appended is measured by the log.
  checks.max_message_bytes = std::numeric_limits<std::int32_t>::max();
  const auto valid = validate_produced(storage, checks);
  if (!valid) return std::unexpected(valid.error());
  const auto wanted =
      options.compression.value_or(Compression{converted->codec, default_level(converted->codec)});
  if (wanted.codec == Codec::kNone) return Accepted{valid->header, storage};
  return recompressed(*valid, wanted, storage);
}

}  // namespace

Result accept_produced(MutableByteView records, const ValidationOptions& options, Bytes& storage) {
  if (options.produce_version < kFirstVersionWithBatches) {
    if (begins_with_legacy_message(records)) return accept_messages(records, options, storage);
    if (records.size() <= LegacyMessage::kMagicPosition) return std::nullopt;
  }
  const auto valid = validate_produced(records, options);
  if (!valid) return std::unexpected(valid.error());
  if (!options.compression || options.compression->codec == valid->header.codec())
    return Accepted{valid->header, records.first(valid->header.size())};
  return recompressed(*valid, *options.compression, storage);
}

}  // namespace moldau::protocol
