#include "protocol/records/validator.h"

#include <algorithm>
#include <fmt/format.h>
#include <ranges>

#include "protocol/records/record.h"

namespace moldau::protocol {
namespace {

/// Enough for a producer to find what is wrong without an answer as large as its request.
constexpr std::size_t kMaxRecordErrors = 100;
constexpr std::int16_t kFirstVersionWithZstd = 7;

/// What a batch of any format has at least behind its length.
constexpr std::int32_t kLeastLength = 14;

/// Whether a whole batch begins here; Kafka passes over bytes that are too few for what their length says.
std::expected<bool, ValidationError> holds_batch(ByteView bytes) {
  if (bytes.size() <= BatchLayout::kMagic) return false;
  const auto length = load_be<std::int32_t>(bytes.data() + BatchLayout::kLength);
  if (length < kLeastLength)
    return refuse_records(
        ErrorCode::kCorruptMessage,
        fmt::format("a record batch's length must be {} or more, but is {}", kLeastLength, length));
  return bytes.size() - BatchLayout::kLogOverhead >= static_cast<std::size_t>(length);
}

std::expected<BatchHeader, ValidationError> only_batch(ByteView records) {
  const auto whole = holds_batch(records);
  if (!whole) return std::unexpected(whole.error());
  if (!*whole)
    return refuse_records(
        ErrorCode::kInvalidRecord,
        fmt::format("a partition's records must hold one record batch, but {} bytes are none",
                    records.size()));
  const auto magic = load_be<std::int8_t>(records.data() + BatchLayout::kMagic);
  if (magic != BatchLayout::kMagicValue)
    return refuse_records(magic == 0 || magic == 1 ? ErrorCode::kInvalidRecord : ErrorCode::kCorruptMessage,
                          fmt::format("record batches must have magic 2, but this one has {}", magic));
  const auto header = read_batch_header(records);
  if (!header || !has_plausible_length(*header))
    return refuse_records(ErrorCode::kCorruptMessage, "a record batch is shorter than its header");
  const auto another = holds_batch(records.subspan(header->size()));
  if (!another) return std::unexpected(another.error());
  if (*another)
    return refuse_records(ErrorCode::kInvalidRecord,
                          "a partition's records must hold exactly one record batch");
  return *header;
}

std::expected<void, ValidationError> check_header(const BatchHeader& header,
                                                  const ValidationOptions& options) {
  if (header.codec_bits() > static_cast<std::uint8_t>(Codec::kZstd))
    return refuse_records(ErrorCode::kUnknownServerError,
                          fmt::format("unknown compression codec {}", header.codec_bits()));
  if (header.codec() == Codec::kZstd && options.produce_version < kFirstVersionWithZstd)
    return refuse_records(ErrorCode::kUnsupportedCompressionType,
                          fmt::format("zstd needs Produce version {} or later, this is {}",
                                      kFirstVersionWithZstd, options.produce_version));
  if (header.base_offset != 0)
    return refuse_records(ErrorCode::kInvalidRecord,
                          fmt::format("the batch's base offset must be 0, but is {}", header.base_offset));
  if (header.is_control())
    return refuse_records(ErrorCode::kInvalidRecord, "clients may not write control records");
  if (header.last_offset_delta < 0 || header.record_count <= 0 ||
      header.record_count - 1 != header.last_offset_delta)
    return refuse_records(ErrorCode::kInvalidRecord,
                          fmt::format("the batch's last offset delta {} does not fit its record count {}",
                                      header.last_offset_delta, header.record_count));
  if (header.has_producer_id() && header.base_sequence < 0)
    return refuse_records(ErrorCode::kInvalidRecord,
                          fmt::format("sequence number {} is invalid in a batch with producer id {}",
                                      header.base_sequence, header.producer_id));
  return {};
}

/// The records' bytes, decompressed into scratch memory of the thread where they are compressed.
std::expected<ByteView, ValidationError> uncompressed(ByteView batch, const BatchHeader& header,
                                                      const DecompressionLimits& limits) {
  const auto content = batch.subspan(BatchLayout::kHeaderSize);
  if (header.codec() == Codec::kNone) return content;
  thread_local Bytes scratch;
  constexpr std::size_t kKeptBytes = 4 * 1024 * 1024;
  if (scratch.capacity() > kKeptBytes) Bytes().swap(scratch);
  scratch.clear();
  if (const auto done = decompress(header.codec(), content, scratch, limits); !done)
    return refuse_records(ErrorCode::kUnknownServerError,  // what Kafka says, and what no client tries again
                          fmt::format("{}-compressed batch {}", name(header.codec()), done.error()));
  return ByteView(scratch);
}

class RecordChecks {
 public:
  RecordChecks(const BatchHeader& header, const ValidationOptions& options)
      : header_(header), options_(options) {}

  void check(std::int32_t index, const Record& record) {
    if (record.offset_delta != index)
      add(index, ErrorCode::kInvalidRecord, [&] {
        return fmt::format("record {} of the batch has offset delta {}", index, record.offset_delta);
      });
    if (options_.compacted && !record.key)
      add(index, ErrorCode::kInvalidRecord, [&] {
        return fmt::format("Compacted topic cannot accept message without key in topic partition {}-{}",
                           options_.topic, options_.partition);
      });
    if (options_.timestamp_type != TimestampType::kCreateTime) return;
    check_timestamp(index, record.timestamp_delta);
    max_timestamp_ = std::max(max_timestamp_, timestamp_of(header_, record));
  }
  /// At least -1: none.
  std::int64_t max_timestamp() const { return max_timestamp_; }

  std::expected<void, ValidationError> result() {
    if (error_.code == ErrorCode::kNone) return {};
    error_.message = error_.code == ErrorCode::kInvalidTimestamp
                         ? "One or more records have been rejected due to invalid timestamp"
                         : summary();
    return std::unexpected(std::move(error_));
  }

 private:
  void check_timestamp(std::int32_t index, std::int64_t delta) {
    std::int64_t timestamp, age;
    if (__builtin_add_overflow(header_.base_timestamp, delta, &timestamp) || timestamp == -1) return;
    if (__builtin_sub_overflow(options_.now_ms, timestamp, &age) || age > options_.timestamp_before_max_ms ||
        age < -options_.timestamp_after_max_ms)
      add(index, ErrorCode::kInvalidTimestamp, [&] {
        return fmt::format(
            "Timestamp {} of message with offset {} is out of range. The timestamp should be "
            "within [{}, {}]",
            timestamp, index, options_.now_ms - options_.timestamp_before_max_ms, latest_timestamp());
      });
  }
  std::int64_t latest_timestamp() const {
    std::int64_t latest;
    return __builtin_add_overflow(options_.now_ms, options_.timestamp_after_max_ms, &latest)
               ? std::numeric_limits<std::int64_t>::max()
               : latest;
  }
  /// There may be millions of them: a text is made only of what is told.
  template <class Text>
  void add(std::int32_t index, ErrorCode code, Text text) {
    if (error_.code != ErrorCode::kInvalidTimestamp) error_.code = code;
    ++error_count_;
    if (error_.record_errors.size() < kMaxRecordErrors) error_.record_errors.push_back({index, text()});
  }
  /// In Kafka's words: its clients show them as they are.
  std::string summary() const {
    std::string some;
    for (const auto& error : error_.record_errors | std::views::take(3))
      some += fmt::format("{}RecordError(batchIndex={}, message='{}')", some.empty() ? "" : ", ",
                          error.batch_index, error.message);
    return fmt::format(
        "One or more records have been rejected due to {} record errors in total, and only showing the "
        "first three errors at most: [{}]",
        error_count_, some);
  }

  const BatchHeader& header_;
  const ValidationOptions& options_;
  ValidationError error_;
  std::size_t error_count_ = 0;
  std::int64_t max_timestamp_ = -1;
};

std::expected<ValidBatch, ValidationError> check_batch(ByteView bytes, const BatchHeader& header,
                                                       const ValidationOptions& options) {
  const auto records = bytes.first(header.size());
  if (records.size() > static_cast<std::size_t>(options.max_message_bytes))
    return refuse_records(ErrorCode::kMessageTooLarge,
                          fmt::format("the record batch has {} bytes, more than max.message.bytes={}",
                                      records.size(), options.max_message_bytes));
  if (!has_valid_crc(records))
    return refuse_records(ErrorCode::kCorruptMessage,
                          fmt::format("the record batch's checksum is not the stored {:#010x}", header.crc));
  if (auto ok = check_header(header, options); !ok) return std::unexpected(std::move(ok.error()));
  const auto content = uncompressed(records, header, options.decompression);
  if (!content) return std::unexpected(content.error());
  RecordReader reader(*content);
  RecordChecks checks(header, options);
  for (std::int32_t i = 0; i < header.record_count; ++i) {
    const auto record = reader.next();
    if (!record)
      return refuse_records(ErrorCode::kInvalidRecord,
                            fmt::format("record {} of {} cannot be read", i, header.record_count));
    checks.check(i, *record);
  }
  if (!reader.at_end())
    return refuse_records(ErrorCode::kInvalidRecord, "bytes follow the batch's last record");
  if (auto ok = checks.result(); !ok) return std::unexpected(std::move(ok.error()));
  ValidBatch checked{header, *content};
  checked.header.max_timestamp = checks.max_timestamp();
  return checked;
}

}  // namespace

std::expected<ValidBatch, ValidationError> validate_produced(MutableByteView bytes,
                                                             const ValidationOptions& options) {
  const auto header = only_batch(bytes);
  if (!header) return std::unexpected(header.error());
  auto checked = check_batch(bytes, *header, options);
  if (!checked) return checked;
  if (options.timestamp_type == TimestampType::kCreateTime &&
      (checked->header.max_timestamp != header->max_timestamp ||
       header->timestamp_type() != TimestampType::kCreateTime))
    set_create_time(bytes.first(header->size()), checked->header.max_timestamp);
  checked->header = read_batch_header(bytes).value();
  return checked;
}

}  // namespace moldau::protocol
