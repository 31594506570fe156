#include "protocol/records/down_convert.h"

#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "base/crc32c.h"
#include "protocol/records/batch_builder.h"
#include "protocol/records/lz4_header.h"
#include "protocol/records/up_convert.h"
#include "tests/protocol/records/legacy_messages.h"

namespace moldau::protocol::test {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;
constexpr std::size_t kPlenty = 1 << 20;
constexpr std::int8_t kLogAppendTime = 8;

Bytes batch_at(std::int64_t offset, BatchBuilder::Options options = {}) {
  BatchBuilder builder(options);
  builder.add(kNow, as_bytes("k0"), as_bytes("v0"), {{"header", as_bytes("lost")}});
  builder.add(kNow + 20, std::nullopt, as_bytes("v1"));
  builder.add(kNow + 10, as_bytes("k2"), std::nullopt);
  return builder.build(offset);
}

std::vector<Message> messages_at(std::int64_t offset, std::int8_t magic) {
  const auto time = [&](std::int64_t ms) { return magic == 0 ? -1 : ms; };
  return {{.offset = offset, .timestamp = time(kNow), .key = "k0", .value = "v0", .magic = magic},
          {.offset = offset + 1, .timestamp = time(kNow + 20), .value = "v1", .magic = magic},
          {.offset = offset + 2, .timestamp = time(kNow + 10), .key = "k2", .magic = magic}};
}

Bytes joined(std::initializer_list<Bytes> batches) {
  Bytes all;
  for (const auto& batch : batches) all.insert(all.end(), batch.begin(), batch.end());
  return all;
}

std::vector<Message> converted(ByteView batches, const DownConversion& conversion) {
  Bytes out;
  EXPECT_TRUE(down_convert(batches, conversion, out));
  return messages_in(out);
}

TEST(DownConvert, makes_messages_with_absolute_offsets_of_plain_batches) {
  for (const std::int8_t magic : {0, 1}) {
    Bytes out;

    const auto next =
        down_convert(batch_at(40), {.magic = magic, .first_offset = 40, .max_bytes = kPlenty}, out);

    ASSERT_TRUE(next);
    EXPECT_EQ(*next, 43);
    EXPECT_EQ(messages_in(out), messages_at(40, magic));
  }
}

TEST(DownConvert, leaves_out_what_lies_below_the_offset_asked_for) {
  const auto found = converted(batch_at(40), {.magic = 1, .first_offset = 41, .max_bytes = kPlenty});

  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].offset, 41);
}

TEST(DownConvert, puts_what_is_compressed_into_a_wrapper_with_the_last_offset) {
  for (const std::int8_t magic : {0, 1})
    for (const auto codec : {Codec::kGzip, Codec::kSnappy, Codec::kLz4}) {
      const auto found = converted(batch_at(40, {.codec = codec}),
                                   {.magic = magic, .first_offset = 41, .max_bytes = kPlenty});

      ASSERT_EQ(found.size(), 1u);
      EXPECT_EQ(found[0].offset, 42);
      EXPECT_EQ(found[0].timestamp, magic == 0 ? -1 : kNow + 20);
      EXPECT_EQ(found[0].attributes, static_cast<std::int8_t>(codec));
      EXPECT_EQ(found[0].key, std::nullopt);
      Bytes packed(found[0].value->begin(), found[0].value->end()), inner;
      if (magic == 0) set_lz4_header_checksum(packed, Lz4HeaderChecksum::kDescriptor);
      ASSERT_TRUE(decompress(codec, packed, inner, {}));
      EXPECT_EQ(messages_in(inner), messages_at(magic == 0 ? 40 : 0, magic));
    }
}

TEST(DownConvert, writes_the_old_checksum_of_lz4_in_format_0) {
  const auto found = converted(batch_at(0, {.codec = Codec::kLz4}), {.magic = 0, .max_bytes = kPlenty});

  Bytes frame(found.at(0).value->begin(), found[0].value->end()), inner;

  EXPECT_FALSE(decompress(Codec::kLz4, frame, inner, {}));
}

TEST(DownConvert, stamps_messages_with_the_time_of_their_append) {
  for (const auto codec : {Codec::kNone, Codec::kGzip}) {
    auto batch = batch_at(0, {.codec = codec});
    set_log_append_time(batch, kNow + 999);

    for (const auto& message : converted(batch, {.magic = 1, .max_bytes = kPlenty})) {
      EXPECT_EQ(message.timestamp, kNow + 999);
      EXPECT_EQ(message.attributes & kLogAppendTime, kLogAppendTime);
    }
    for (const auto& message : converted(batch, {.magic = 0, .max_bytes = kPlenty}))
      EXPECT_EQ(message.attributes & kLogAppendTime, 0);
  }
}

TEST(DownConvert, passes_over_control_batches) {
  const auto control = batch_at(0, {.producer_id = 1, .transactional = true, .control = true});
  Bytes out;

  const auto next = down_convert(control, {.max_bytes = kPlenty}, out);

  EXPECT_EQ(next, 3);
  EXPECT_TRUE(out.empty());
  EXPECT_EQ(converted(joined({control, batch_at(3)}), {.max_bytes = kPlenty}), messages_at(3, 1));
}

TEST(DownConvert, refuses_zstd_and_stops_before_it) {
  const auto zstd = batch_at(3, {.codec = Codec::kZstd});
  Bytes out;

  EXPECT_EQ(down_convert(zstd, {.max_bytes = kPlenty}, out).error(), ErrorCode::kUnsupportedCompressionType);
  EXPECT_EQ(down_convert(joined({batch_at(0), zstd}), {.max_bytes = kPlenty}, out), 3);
  EXPECT_EQ(messages_in(out), messages_at(0, 1));
}

TEST(DownConvert, refuses_a_damaged_batch_and_stops_before_it) {
  auto damaged = batch_at(3);
  damaged.back() ^= 1;
  Bytes out;

  EXPECT_EQ(down_convert(damaged, {.max_bytes = kPlenty}, out).error(), ErrorCode::kCorruptMessage);
  EXPECT_EQ(down_convert(joined({batch_at(0), damaged}), {.max_bytes = kPlenty}, out), 3);
}

TEST(DownConvert, passes_over_a_batch_that_is_cut) {
  auto batches = joined({batch_at(0), batch_at(3)});
  batches.pop_back();

  EXPECT_EQ(converted(batches, {.max_bytes = kPlenty}), messages_at(0, 1));
}

TEST(DownConvert, keeps_to_the_size_asked_for_but_for_a_first_batch) {
  const auto batches = joined({batch_at(0), batch_at(3), batch_at(6, {.codec = Codec::kGzip})});
  const auto first = messages_at(0, 1), second = messages_at(3, 1);
  const auto of_first = bytes_of(first).size(), of_both = of_first + bytes_of(second).size();

  EXPECT_EQ(converted(batches, {.max_bytes = 1}), first);
  EXPECT_EQ(converted(batches, {.max_bytes = of_first + bytes_of({second[0]}).size()}).size(), 4u);
  EXPECT_EQ(converted(batches, {.max_bytes = of_first + bytes_of({second[0]}).size() - 1}).size(), 3u);
  EXPECT_EQ(converted(batches, {.max_bytes = of_both + 10}).size(), 6u);
  EXPECT_EQ(converted(batches, {.max_bytes = kPlenty}).size(), 7u);
}

TEST(DownConvert, gives_a_first_batch_whole_that_comes_after_a_control_batch) {
  const auto batches = joined({batch_at(0, {.control = true}), batch_at(3)});

  EXPECT_EQ(converted(batches, {.max_bytes = 1}), messages_at(3, 1));
}

TEST(DownConvert, knows_no_time_before_1970) {
  BatchBuilder builder;
  builder.add(-500, as_bytes("k"), as_bytes("v"));

  EXPECT_EQ(converted(builder.build(), {.max_bytes = kPlenty}).at(0).timestamp, -1);
}

TEST(DownConvert, writes_plain_messages_where_a_wrapper_would_grow_too_large) {
  const DownConversion strict{.max_bytes = kPlenty, .decompression = {.max_bytes = 60}};

  const auto found = converted(batch_at(7, {.codec = Codec::kGzip}), strict);

  EXPECT_EQ(found, messages_at(7, 1));
}

TEST(DownConvert, is_undone_by_up_conversion) {
  std::mt19937 random(3);
  const auto text = [&] { return std::string(random() % 40, static_cast<char>('a' + random() % 26)); };
  for (int round = 0; round < 300; ++round) {
    const Codec codecs[] = {Codec::kNone, Codec::kGzip, Codec::kSnappy, Codec::kLz4};
    const auto codec = codecs[random() % 4];
    BatchBuilder builder({.codec = codec});
    std::vector<Message> wanted;
    for (std::uint32_t i = 0, count = 1 + random() % 20; i < count; ++i) {
      Message record{.offset = i, .timestamp = kNow + static_cast<std::int64_t>(random() % 1000)};
      if (random() % 4) record.key = text();
      if (random() % 4) record.value = text();
      builder.add(record.timestamp, record.key ? std::optional(as_bytes(*record.key)) : std::nullopt,
                  record.value ? std::optional(as_bytes(*record.value)) : std::nullopt);
      wanted.push_back(record);
    }

    Bytes messages, again;
    ASSERT_TRUE(down_convert(builder.build(), {.magic = 1, .max_bytes = kPlenty}, messages));
    const auto up = up_convert(messages, {.now_ms = kNow});

    ASSERT_TRUE(up) << up.error().message;
    EXPECT_EQ(up->codec, codec);
    ASSERT_TRUE(down_convert(up->batch, {.magic = 1, .max_bytes = kPlenty}, again));
    EXPECT_EQ(messages_in(again), wanted);
  }
}

TEST(DownConvert, of_random_damage_does_no_harm) {
  std::mt19937 random(5);
  for (const auto codec : {Codec::kNone, Codec::kGzip, Codec::kSnappy, Codec::kLz4})
    for (int round = 0; round < 1000; ++round) {
      auto batch = batch_at(9, {.codec = codec});
      for (int flips = 0; flips < 3; ++flips)
        batch[random() % batch.size()] ^= static_cast<std::uint8_t>(1 << random() % 8);
      store_be<std::uint32_t>(batch.data() + BatchLayout::kCrc,
                              crc32c(ByteView(batch).subspan(BatchLayout::kAttributes)));
      Bytes out;

      const auto next = down_convert(
          batch, {.magic = static_cast<std::int8_t>(round % 2), .max_bytes = round % 3 ? kPlenty : 50}, out);

      if (next) EXPECT_GE(*next, 0);
    }
}

}  // namespace
}  // namespace moldau::protocol::test
