#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "base/crc32c.h"
#include "protocol/records/batch_builder.h"
#include "protocol/records/compression.h"
#include "protocol/records/record.h"
#include "protocol/records/validator.h"

namespace moldau::protocol {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

Bytes batch_of(Codec codec, int records, BatchBuilder::Options options = {}) {
  options.codec = codec;
  BatchBuilder builder(options);
  for (int i = 0; i < records; ++i) {
    const auto value = "value " + std::to_string(i);
    builder.add(kNow + i, as_bytes("key"), as_bytes(value),
                {{"header", as_bytes("h")}, {"empty", std::nullopt}});
  }
  return builder.build();
}

ValidationOptions options() {
  return {.now_ms = kNow};
}

void reseal(Bytes& batch) {
  store_be<std::uint32_t>(batch.data() + BatchLayout::kCrc,
                          crc32c(ByteView(batch).subspan(BatchLayout::kAttributes)));
}

ErrorCode refusal(ByteView sent, const ValidationOptions& with = options()) {
  Bytes batch(sent.begin(), sent.end());
  const auto result = validate_produced(batch, with);
  return result ? ErrorCode::kNone : result.error().code;
}

class EveryCodec : public testing::TestWithParam<Codec> {};
INSTANTIATE_TEST_SUITE_P(Codecs, EveryCodec,
                         testing::Values(Codec::kNone, Codec::kGzip, Codec::kSnappy, Codec::kLz4,
                                         Codec::kZstd),
                         [](const auto& codec) { return std::string(name(codec.param)); });

TEST_P(EveryCodec, gives_back_what_went_in) {
  Bytes in;
  for (std::uint32_t i = 0; i < 100'000; ++i) in.push_back(static_cast<std::uint8_t>(i * i >> 7));

  Bytes compressed, out;
  compress(GetParam(), in, compressed);

  ASSERT_TRUE(decompress(GetParam(), compressed, out, {}));
  EXPECT_EQ(out, in);
}

TEST_P(EveryCodec, expands_no_further_than_the_limit) {
  if (GetParam() == Codec::kNone) return;
  Bytes compressed, out;
  compress(GetParam(), Bytes(8 * 1024 * 1024), compressed);

  const auto done =
      decompress(GetParam(), compressed, out, {.max_bytes = 1024 * 1024, .max_ratio = 2000, .free_bytes = 0});

  EXPECT_FALSE(done);
  EXPECT_LE(out.size(), 1024u * 1024u);
}

TEST_P(EveryCodec, refuses_cut_and_random_bytes_without_harm) {
  std::mt19937 random(7);
  const auto whole = batch_of(GetParam(), 20);
  const auto content = ByteView(whole).subspan(BatchLayout::kHeaderSize);
  for (std::size_t size = 0; size < content.size(); ++size) {
    Bytes out;
    if (GetParam() != Codec::kNone && decompress(GetParam(), content.first(size), out, {})) {
      EXPECT_LE(out.size(), 4096u);
    }
  }
  for (int round = 0; round < 2000; ++round) {
    Bytes garbage(content.begin(), content.end()), out;
    for (int flips = 0; flips < 3; ++flips)
      garbage[random() % garbage.size()] = static_cast<std::uint8_t>(random());
    if (decompress(GetParam(), garbage, out, {.max_bytes = 1 << 20})) EXPECT_LE(out.size(), 1u << 20);
  }
}

TEST_P(EveryCodec, a_batch_is_valid_and_reads_back) {
  auto batch = batch_of(GetParam(), 3);
  const auto sent = batch;

  const auto valid = validate_produced(batch, options());

  ASSERT_TRUE(valid) << valid.error().message;
  EXPECT_EQ(batch, sent);
  EXPECT_EQ(valid->header.record_count, 3);
  EXPECT_EQ(valid->header.max_timestamp, kNow + 2);
  Bytes content;
  ASSERT_TRUE(decompress(GetParam(), ByteView(batch).subspan(BatchLayout::kHeaderSize), content, {}));
  RecordReader reader(content);
  for (int i = 0; i < 3; ++i) {
    const auto record = reader.next();
    ASSERT_TRUE(record);
    EXPECT_EQ(as_text(*record->value), "value " + std::to_string(i));
    const auto headers = headers_of(*record);
    ASSERT_EQ(headers.size(), 2u);
    EXPECT_EQ(headers[0].key, "header");
    EXPECT_FALSE(headers[1].value);
  }
  EXPECT_TRUE(reader.at_end());
}

TEST_P(EveryCodec, every_flipped_bit_behind_the_checksum_is_found) {
  const auto batch = batch_of(GetParam(), 2);
  for (std::size_t at = BatchLayout::kCrc; at < batch.size(); ++at) {
    auto damaged = batch;
    damaged[at] ^= 0x10;
    EXPECT_NE(refusal(damaged), ErrorCode::kNone) << at;
  }
}

TEST_P(EveryCodec, every_cut_is_refused) {
  const auto batch = batch_of(GetParam(), 2);
  for (std::size_t size = 0; size < batch.size(); ++size)
    EXPECT_NE(refusal(ByteView(batch).first(size)), ErrorCode::kNone);
}

TEST_P(EveryCodec, resealed_garbage_is_refused_without_harm) {
  std::mt19937 random(11);
  const auto batch = batch_of(GetParam(), 4);
  for (int round = 0; round < 3000; ++round) {
    auto damaged = batch;
    const auto at = BatchLayout::kAttributes + random() % (damaged.size() - BatchLayout::kAttributes);
    damaged[at] = static_cast<std::uint8_t>(random());
    reseal(damaged);
    validate_produced(damaged, options());
  }
}

/// As Kafka 4.4.0 stores them: retention and searches by time go by the header.
TEST_P(EveryCodec, a_wrong_max_timestamp_becomes_the_records_own) {
  for (const auto claimed : {std::int64_t{1}, std::numeric_limits<std::int64_t>::max()}) {
    auto batch = batch_of(GetParam(), 3);
    store_be<std::int64_t>(batch.data() + BatchLayout::kMaxTimestamp, claimed);
    reseal(batch);

    const auto valid = validate_produced(batch, options());

    ASSERT_TRUE(valid);
    EXPECT_EQ(valid->header.max_timestamp, kNow + 2);
    EXPECT_EQ(read_batch_header(batch)->max_timestamp, kNow + 2);
    EXPECT_TRUE(has_valid_crc(batch));
  }
}

TEST(Validator, clears_a_timestamp_type_that_is_not_the_topics) {
  auto batch = batch_of(Codec::kNone, 3);
  batch[BatchLayout::kAttributes + 1] |= 0x08;
  reseal(batch);

  const auto valid = validate_produced(batch, options());

  ASSERT_TRUE(valid);
  EXPECT_EQ(valid->header.timestamp_type(), TimestampType::kCreateTime);
  EXPECT_EQ(valid->header.crc, read_batch_header(batch)->crc);
  EXPECT_TRUE(has_valid_crc(batch));
}

TEST(Validator, records_before_1970_have_no_max_timestamp) {
  BatchBuilder builder;
  auto batch = builder.add(-500, as_bytes("k"), as_bytes("v")).build();

  const auto valid = validate_produced(batch, options());

  ASSERT_TRUE(valid);
  EXPECT_EQ(valid->header.max_timestamp, -1);
}

TEST(Validator, gives_kafkas_code_for_each_fault) {
  const auto with = [](auto change) {
    auto batch = batch_of(Codec::kNone, 2);
    change(batch.data());
    reseal(batch);
    return refusal(batch);
  };
  using L = BatchLayout;
  EXPECT_EQ(refusal({}), ErrorCode::kInvalidRecord);
  EXPECT_EQ(with([](auto* at) { store_be<std::int8_t>(at + L::kMagic, 1); }), ErrorCode::kInvalidRecord);
  EXPECT_EQ(with([](auto* at) { store_be<std::int64_t>(at + L::kBaseOffset, 5); }),
            ErrorCode::kInvalidRecord);
  EXPECT_EQ(with([](auto* at) { store_be<std::int16_t>(at + L::kAttributes, 0x20); }),
            ErrorCode::kInvalidRecord);
  EXPECT_EQ(with([](auto* at) { store_be<std::int32_t>(at + L::kRecordCount, 3); }),
            ErrorCode::kInvalidRecord);
  EXPECT_EQ(with([](auto* at) {
              store_be<std::int32_t>(at + L::kLastOffsetDelta, std::numeric_limits<std::int32_t>::max());
            }),
            ErrorCode::kInvalidRecord);
  EXPECT_EQ(with([](auto* at) { store_be<std::int64_t>(at + L::kProducerId, 9); }),
            ErrorCode::kInvalidRecord);
  EXPECT_EQ(with([](auto* at) { store_be<std::int16_t>(at + L::kAttributes, 5); }),
            ErrorCode::kUnknownServerError);
  auto twice = batch_of(Codec::kNone, 1);
  const auto copy = twice;
  twice.insert(twice.end(), copy.begin(), copy.end());
  EXPECT_EQ(refusal(twice), ErrorCode::kInvalidRecord);
  auto small = options();
  small.max_message_bytes = 70;
  EXPECT_EQ(refusal(batch_of(Codec::kNone, 3), small), ErrorCode::kMessageTooLarge);
  auto old = options();
  old.produce_version = 6;
  EXPECT_EQ(refusal(batch_of(Codec::kZstd, 3), old), ErrorCode::kUnsupportedCompressionType);
}

TEST(Validator, names_the_records_whose_timestamps_are_out_of_range) {
  BatchBuilder builder;
  builder.add(kNow, as_bytes("k"), as_bytes("v")).add(kNow + 10'000, as_bytes("k"), as_bytes("v"));
  auto limits = options();
  limits.timestamp_after_max_ms = 5'000;

  auto batch = builder.build();
  const auto result = validate_produced(batch, limits);

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidTimestamp);
  ASSERT_EQ(result.error().record_errors.size(), 1u);
  EXPECT_EQ(result.error().message, "One or more records have been rejected due to invalid timestamp");
  EXPECT_EQ(result.error().record_errors[0].batch_index, 1);
  EXPECT_EQ(
      result.error().record_errors[0].message,
      "Timestamp 1700000010000 of message with offset 1 is out of range. The timestamp should be within "
      "[-9223370336854775807, 1700000005000]");
}

TEST(Validator, wants_keys_in_a_compacted_topic) {
  BatchBuilder builder;
  for (int i = 0; i < 5; ++i) builder.add(kNow, std::nullopt, as_bytes("v"));
  auto compacted = options();
  compacted.compacted = true;
  compacted.topic = "t";
  compacted.partition = 3;

  auto batch = builder.build();
  const auto result = validate_produced(batch, compacted);

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidRecord);
  ASSERT_EQ(result.error().record_errors.size(), 5u);
  const std::string message = "Compacted topic cannot accept message without key in topic partition t-3";
  EXPECT_EQ(result.error().record_errors[4].message, message);
  EXPECT_EQ(result.error().message,
            "One or more records have been rejected due to 5 record errors in total, and only showing the "
            "first three errors at most: [RecordError(batchIndex=0, message='" +
                message + "'), RecordError(batchIndex=1, message='" + message +
                "'), RecordError(batchIndex=2, message='" + message + "')]");
}

TEST(Batch, sequence_numbers_wrap_to_zero) {
  EXPECT_EQ(sequence_plus(2147483647, 1), 0);
  EXPECT_EQ(sequence_plus(2147483645, 5), 2);
}

TEST(Batch, stamping_the_time_of_the_append_keeps_it_valid) {
  auto batch = batch_of(Codec::kZstd, 2);

  set_log_append_time(batch, 42);
  set_base_offset(batch, 100);
  set_leader_epoch(batch, 3);

  EXPECT_TRUE(has_valid_crc(batch));
  const auto header = read_batch_header(batch);
  EXPECT_EQ(header->timestamp_type(), TimestampType::kLogAppendTime);
  EXPECT_EQ(header->max_timestamp, 42);
  EXPECT_EQ(header->last_offset(), 101);
}

}  // namespace
}  // namespace moldau::protocol
