#include "protocol/records/acceptance.h"

#include <gtest/gtest.h>

#include "protocol/records/batch_builder.h"
#include "protocol/records/record.h"

namespace moldau::protocol {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

Bytes batch_of(Codec codec, BatchBuilder::Options options = {}) {
  options.codec = codec;
  BatchBuilder builder(options);
  for (int i = 0; i < 50; ++i)
    builder.add(kNow + i, as_bytes("key"), as_bytes("a value like the others " + std::to_string(i)),
                {{"header", as_bytes("h")}});
  return builder.build();
}

ValidationOptions options_of(std::optional<Compression> compression) {
  ValidationOptions options{.now_ms = kNow};
  options.compression = compression;
  return options;
}

Bytes records_of(ByteView batch) {
  Bytes out;
  const auto header = read_batch_header(batch).value();
  EXPECT_TRUE(decompress(header.codec(), batch.subspan(BatchLayout::kHeaderSize), out, {}));
  return out;
}

constexpr Codec kCodecs[] = {Codec::kNone, Codec::kGzip, Codec::kSnappy, Codec::kLz4, Codec::kZstd};

class EveryTopicCodec : public testing::TestWithParam<Codec> {};
INSTANTIATE_TEST_SUITE_P(Codecs, EveryTopicCodec, testing::ValuesIn(kCodecs),
                         [](const auto& codec) { return std::string(name(codec.param)); });

TEST_P(EveryTopicCodec, takes_batches_of_any_codec_and_keeps_their_records) {
  const auto options = options_of(Compression{GetParam(), default_level(GetParam())});
  for (const auto codec : kCodecs) {
    auto sent = batch_of(codec);
    const auto wanted = records_of(sent);

    Bytes storage;
    const auto accepted = accept_produced(sent, options, storage);

    ASSERT_TRUE(accepted && *accepted);
    const auto& batch = (*accepted)->batch;
    EXPECT_EQ((*accepted)->header.codec(), GetParam());
    EXPECT_EQ((*accepted)->header.size(), batch.size());
    EXPECT_TRUE(has_valid_crc(batch));
    EXPECT_EQ(records_of(batch), wanted);
  }
}

TEST(Acceptance, leaves_a_batch_where_it_is_unless_its_codec_changes) {
  auto sent = batch_of(Codec::kGzip);
  const auto before = sent;

  for (const auto& compression :
       {std::optional<Compression>(), std::optional(Compression{Codec::kGzip, 9})}) {
    Bytes storage;
    const auto accepted = accept_produced(sent, options_of(compression), storage);

    ASSERT_TRUE(accepted && *accepted);
    EXPECT_EQ((*accepted)->batch.data(), sent.data());
    EXPECT_TRUE(storage.empty());
    EXPECT_EQ(sent, before);
  }
}

TEST(Acceptance, keeps_the_producer_and_the_times_of_what_it_compresses_anew) {
  auto sent = batch_of(Codec::kNone, {.producer_id = 7, .producer_epoch = 2, .base_sequence = 40});

  Bytes storage;
  const auto accepted = accept_produced(sent, options_of(Compression{Codec::kZstd, 3}), storage);

  ASSERT_TRUE(accepted && *accepted);
  const auto& header = (*accepted)->header;
  EXPECT_EQ(header.producer_id, 7);
  EXPECT_EQ(header.producer_epoch, 2);
  EXPECT_EQ(header.base_sequence, 40);
  EXPECT_EQ(header.record_count, 50);
  EXPECT_EQ(header.last_offset_delta, 49);
  EXPECT_EQ(header.base_timestamp, kNow);
  EXPECT_EQ(header.max_timestamp, kNow + 49);
}

TEST(Acceptance, compresses_as_hard_as_the_level_says) {
  const auto size_at = [](Codec codec, std::int32_t level) {
    BatchBuilder builder;
    std::string value;
    for (int i = 0; i < 20'000; ++i) value += std::to_string(i * 7919 % 4096);
    builder.add(kNow, std::nullopt, as_bytes(value));
    auto sent = builder.build();
    Bytes storage;
    EXPECT_TRUE(accept_produced(sent, options_of(Compression{codec, level}), storage));
    return storage.size();
  };

  EXPECT_LT(size_at(Codec::kGzip, 9), size_at(Codec::kGzip, 1));
  EXPECT_LT(size_at(Codec::kZstd, 19), size_at(Codec::kZstd, -100));
  EXPECT_LT(size_at(Codec::kLz4, 12), size_at(Codec::kLz4, 9));  // 9 is the fast one
}

TEST(Acceptance, refuses_damage_before_it_compresses) {
  auto sent = batch_of(Codec::kNone);
  sent.back() ^= 1;

  Bytes storage;
  const auto accepted = accept_produced(sent, options_of(Compression{Codec::kZstd, 3}), storage);

  ASSERT_FALSE(accepted);
  EXPECT_EQ(accepted.error().code, ErrorCode::kCorruptMessage);
  EXPECT_TRUE(storage.empty());
}

}  // namespace
}  // namespace moldau::protocol
