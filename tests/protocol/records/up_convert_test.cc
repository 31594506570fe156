#include "protocol/records/up_convert.h"

#include <gtest/gtest.h>
#include <random>

#include "protocol/records/acceptance.h"
#include "protocol/records/lz4_header.h"
#include "protocol/records/record.h"
#include "tests/protocol/records/legacy_messages.h"

namespace moldau::protocol::test {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;
constexpr std::int8_t kLogAppendTime = 8;

ValidationOptions options() {
  ValidationOptions options{.now_ms = kNow};
  options.produce_version = 2;
  return options;
}

std::vector<Message> three(std::int8_t magic) {
  std::vector<Message> messages;
  for (int i = 0; i < 3; ++i)
    messages.push_back({.offset = i,
                        .timestamp = magic == 0 ? -1 : kNow + 10 * i,
                        .key = "k" + std::to_string(i),
                        .value = "v" + std::to_string(i),
                        .magic = magic});
  return messages;
}

/// The records of an uncompressed batch, as messages of format 1.
std::vector<Message> records_of(ByteView batch) {
  const auto header = read_batch_header(batch).value();
  std::vector<Message> found;
  RecordReader reader(batch.subspan(BatchLayout::kHeaderSize));
  for (int i = 0; i < header.record_count; ++i) {
    const auto record = reader.next().value();
    found.push_back({.offset = header.base_offset + record.offset_delta,
                     .timestamp = timestamp_of(header, record),
                     .key = text_of(record.key),
                     .value = text_of(record.value)});
  }
  return found;
}

ErrorCode refusal(ByteView messages, const ValidationOptions& with = options()) {
  const auto converted = up_convert(messages, with);
  return converted ? ErrorCode::kNone : converted.error().code;
}

TEST(UpConvert, makes_one_batch_of_messages) {
  const auto converted = up_convert(bytes_of(three(1)), options());

  ASSERT_TRUE(converted) << converted.error().message;
  EXPECT_EQ(converted->codec, Codec::kNone);
  EXPECT_TRUE(has_valid_crc(converted->batch));
  EXPECT_EQ(records_of(converted->batch), three(1));
  EXPECT_EQ(read_batch_header(converted->batch)->max_timestamp, kNow + 20);
}

TEST(UpConvert, knows_no_times_in_format_0) {
  const auto converted = up_convert(bytes_of(three(0)), options());

  ASSERT_TRUE(converted);
  EXPECT_EQ(read_batch_header(converted->batch)->max_timestamp, -1);
  for (const auto& record : records_of(converted->batch)) EXPECT_EQ(record.timestamp, -1);
}

TEST(UpConvert, keeps_null_apart_from_empty) {
  const std::vector<Message> sent = {{.offset = 0, .timestamp = kNow, .key = std::nullopt, .value = ""},
                                     {.offset = 1, .timestamp = kNow, .key = "", .value = std::nullopt}};

  const auto converted = up_convert(bytes_of(sent), options());

  ASSERT_TRUE(converted);
  EXPECT_EQ(records_of(converted->batch), sent);
}

TEST(UpConvert, takes_messages_out_of_a_wrapper_of_every_codec) {
  for (const std::int8_t magic : {0, 1})
    for (const auto codec : {Codec::kGzip, Codec::kSnappy, Codec::kLz4}) {
      const auto converted = up_convert(bytes_of({wrapper_of(codec, three(magic))}), options());

      ASSERT_TRUE(converted) << converted.error().message;
      EXPECT_EQ(converted->codec, codec);
      EXPECT_EQ(records_of(converted->batch).size(), 3u);
      EXPECT_EQ(records_of(converted->batch)[2].value, "v2");
    }
}

TEST(UpConvert, takes_the_old_checksum_of_lz4_in_format_0_alone) {
  for (const std::int8_t magic : {0, 1}) {
    auto wrapper = wrapper_of(Codec::kLz4, three(magic));
    Bytes frame(wrapper.value->begin(), wrapper.value->end());
    set_lz4_header_checksum(frame, Lz4HeaderChecksum::kDescriptorAndMagicNumber);
    ASSERT_NE(as_text(frame), *wrapper.value);
    wrapper.value = std::string(as_text(frame));

    EXPECT_EQ(refusal(bytes_of({wrapper})), magic == 0 ? ErrorCode::kNone : ErrorCode::kUnknownServerError);
  }
}

TEST(UpConvert, takes_the_time_of_a_stamped_wrapper_for_all_inside) {
  auto wrapper = wrapper_of(Codec::kGzip, three(1));
  wrapper.attributes |= kLogAppendTime;
  wrapper.timestamp = kNow + 500;

  const auto converted = up_convert(bytes_of({wrapper}), options());

  ASSERT_TRUE(converted);
  for (const auto& record : records_of(converted->batch)) EXPECT_EQ(record.timestamp, kNow + 500);
}

TEST(UpConvert, passes_over_a_message_that_is_cut) {
  auto sent = bytes_of(three(1));
  sent.resize(sent.size() - 3);

  const auto converted = up_convert(sent, options());

  ASSERT_TRUE(converted);
  EXPECT_EQ(records_of(converted->batch).size(), 2u);
  EXPECT_TRUE(up_convert(ByteView(sent).first(20), options())->batch.empty());
}

/// Codes as Apache Kafka 3.9.2 answered, but for a time before 1970 and lengths that do not fit, where it
/// gave no reason.
TEST(UpConvert, refuses_what_kafka_refuses) {
  auto damaged = bytes_of(three(1));
  damaged.back() ^= 1;
  EXPECT_EQ(refusal(damaged), ErrorCode::kCorruptMessage);
  const auto one = [](Message message) { return bytes_of({std::move(message)}); };
  const auto mixed = bytes_of({three(0)[0], three(1)[1]});
  EXPECT_EQ(refusal(mixed), ErrorCode::kInvalidRecord);
  EXPECT_EQ(refusal(one({.timestamp = -2})), ErrorCode::kInvalidTimestamp);
  EXPECT_EQ(refusal(one({.attributes = 1})), ErrorCode::kInvalidRecord);
  EXPECT_EQ(refusal(one({.value = "junk", .attributes = 1})), ErrorCode::kUnknownServerError);
  EXPECT_EQ(refusal(one({.value = "junk", .attributes = 4})), ErrorCode::kInvalidRecord);
  EXPECT_EQ(refusal(one({.value = "junk", .attributes = 7})), ErrorCode::kUnknownServerError);
  const auto wrapper = wrapper_of(Codec::kGzip, three(1));
  EXPECT_EQ(refusal(bytes_of({wrapper, wrapper})), ErrorCode::kInvalidRecord);
  EXPECT_EQ(refusal(bytes_of({three(1)[0], wrapper})), ErrorCode::kInvalidRecord);
  EXPECT_EQ(refusal(bytes_of({wrapper, three(1)[0]})), ErrorCode::kInvalidRecord);
  EXPECT_EQ(refusal(bytes_of({wrapper_of(Codec::kGzip, {wrapper})})), ErrorCode::kInvalidRecord);
  auto other_inside = wrapper_of(Codec::kGzip, three(0));
  other_inside.magic = 1;
  EXPECT_EQ(refusal(bytes_of({other_inside})), ErrorCode::kInvalidRecord);
  auto ahead = wrapper;
  ahead.offset = 1;
  EXPECT_EQ(refusal(bytes_of({ahead})), ErrorCode::kInvalidRecord);
  auto small = options();
  small.max_message_bytes = 20;
  EXPECT_EQ(refusal(bytes_of(three(1)), small), ErrorCode::kMessageTooLarge);
}

TEST(UpConvert, expands_no_further_than_the_limit) {
  const auto bomb = bytes_of({wrapper_of(Codec::kGzip, {{.value = std::string(1 << 20, 'x')}})});
  auto strict = options();
  strict.decompression = {.max_bytes = 1 << 16, .max_ratio = 2, .free_bytes = 0};

  EXPECT_EQ(refusal(bomb, strict), ErrorCode::kUnknownServerError);
}

TEST(UpConvert, of_random_damage_does_no_harm) {
  std::mt19937 random(11);
  for (const std::int8_t magic : {0, 1})
    for (const auto codec : {Codec::kNone, Codec::kGzip, Codec::kSnappy, Codec::kLz4})
      for (int round = 0; round < 500; ++round) {
        auto inner = bytes_of(three(magic));
        if (round % 2 == 0) inner[random() % inner.size()] ^= static_cast<std::uint8_t>(1 << random() % 8);
        auto sent = inner;
        if (codec != Codec::kNone) {
          Bytes packed;
          compress(codec, inner, packed);
          if (round % 3 == 0)
            packed[random() % packed.size()] ^= static_cast<std::uint8_t>(1 << random() % 8);
          sent = bytes_of({{.value = std::string(as_text(packed)),
                            .magic = magic,
                            .attributes = static_cast<std::int8_t>(codec)}});
        }
        if (round % 5 == 0) sent[random() % sent.size()] ^= static_cast<std::uint8_t>(1 << random() % 8);
        if (round % 7 == 0) sent.resize(random() % sent.size());

        Bytes storage;
        const auto accepted = accept_produced(sent, options(), storage);

        if (accepted && *accepted) EXPECT_TRUE(has_valid_crc((*accepted)->batch));
      }
}

TEST(Acceptance, compresses_old_messages_as_their_producer_did_or_the_topic_wants) {
  for (const auto& [topic, stored] : {std::pair(std::optional<Compression>(), Codec::kGzip),
                                      std::pair(std::optional(Compression{Codec::kZstd, 3}), Codec::kZstd),
                                      std::pair(std::optional(Compression{}), Codec::kNone)}) {
    auto sent = bytes_of({wrapper_of(Codec::kGzip, three(1))});
    auto with = options();
    with.compression = topic;

    Bytes storage;
    const auto accepted = accept_produced(sent, with, storage);

    ASSERT_TRUE(accepted && *accepted);
    EXPECT_EQ((*accepted)->header.codec(), stored);
    EXPECT_EQ((*accepted)->header.record_count, 3);
    EXPECT_TRUE(has_valid_crc((*accepted)->batch));
  }
}

TEST(Acceptance, takes_no_message_for_no_records_from_old_clients_alone) {
  Bytes nothing, storage;
  auto newer = options();
  newer.produce_version = 3;

  const auto accepted = accept_produced(nothing, options(), storage);

  ASSERT_TRUE(accepted);
  EXPECT_FALSE(*accepted);
  EXPECT_FALSE(accept_produced(nothing, newer, storage));
  auto messages = bytes_of(three(1));
  EXPECT_EQ(accept_produced(messages, newer, storage).error().code, ErrorCode::kInvalidRecord);
}

}  // namespace
}  // namespace moldau::protocol::test
