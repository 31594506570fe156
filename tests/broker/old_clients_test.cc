#include <random>
#include <thread>

#include "protocol/messages/08_offset_commit.h"
#include "protocol/messages/09_offset_fetch.h"
#include "protocol/records/batch.h"
#include "tests/broker/broker_fixture.h"
#include "tests/protocol/records/legacy_messages.h"

namespace moldau::broker::test {
namespace {

using protocol::Codec;
using protocol::test::bytes_of;
using protocol::test::Message;
using protocol::test::messages_in;
using protocol::test::wrapper_of;

constexpr std::int16_t kVersionsOfMessages = 4, kVersionsOfOldProduce = 3;
constexpr std::int64_t kTime = 1'700'000'000'000;

std::vector<std::string> values_of(const Fetched& fetched) {
  std::vector<std::string> values;
  for (const auto& message : messages_in(only_partition(fetched).records.bytes()))
    values.push_back(message.value.value());
  return values;
}

std::vector<Message> three(std::int8_t magic) {
  const std::int64_t time = magic == 0 ? -1 : kTime;
  return {{.offset = 0, .timestamp = time, .key = "k", .value = "a", .magic = magic},
          {.offset = 1, .timestamp = time, .value = "b", .magic = magic},
          {.offset = 2, .timestamp = time, .value = "c", .magic = magic}};
}

/// A broker with the topic t, for clients of Produce 0-2 and Fetch 0-3.
class OldClients : public BrokerTest {
 protected:
  void SetUp() override {
    properties["moldau.decompression.max.bytes"] = "1048576";
    start();
    client = std::make_unique<Client>(connect());
    create_topic(*client);
  }
  Produced produce_messages(const Bytes& messages, std::int16_t version) {
    protocol::ProduceRequest request{.acks = -1, .timeout_ms = 30'000};
    request.topic_data.push_back({.name = "t", .topic_id = {}, .partition_data = {}});
    request.topic_data[0].partition_data.push_back({0, ByteView(messages)});
    return client->ask<protocol::ProduceResponse>(request, version)
        ->responses.at(0)
        .partition_responses.at(0);
  }
  void append(const std::vector<std::string>& values, Codec codec = Codec::kNone) {
    auto producer = connect();
    ASSERT_EQ(error_of(produce(producer, {.batch = batch_of(values, {.codec = codec})})), ErrorCode::kNone);
  }
  Fetched fetch_messages(std::int64_t offset, std::int16_t version, std::int32_t max_bytes = 1 << 20) {
    return fetch(*client, {.from = {{.offset = offset, .max_bytes = max_bytes}}, .version = version});
  }
  /// A batch at the end of the log that no client could have sent, there from the next start on.
  void append_to_file(const Bytes& batch) {
    client.reset();
    stop();
    auto bytes = read_whole(segment("t-0"));
    bytes.insert(bytes.end(), batch.begin(), batch.end());
    write_whole(segment("t-0"), bytes);
    ASSERT_TRUE(posix_file_system().remove(path(".kafka_cleanshutdown")));
    start();
    client = std::make_unique<Client>(connect());
  }

  std::unique_ptr<Client> client;
};

Bytes end_of_transaction(std::int64_t offset) {
  const std::uint8_t key[] = {0, 0, 0, 1}, value[] = {0, 0, 0, 0, 0, 0};
  protocol::BatchBuilder builder(
      {.producer_id = 7, .producer_epoch = 0, .transactional = true, .control = true});
  builder.add(kTime, ByteView(key), ByteView(value));
  return builder.build(offset);
}

TEST_F(OldClients, get_messages_of_the_format_that_they_know) {
  append({"a", "b", "c"});
  append({"d", "e"}, Codec::kGzip);

  for (std::int16_t version = 0; version < kVersionsOfMessages; ++version) {
    const auto fetched = fetch_messages(0, version);

    // Messages take more than records: what has no room in the batches' bytes is for the next fetch.
    const auto messages = messages_in(only_partition(fetched).records.bytes());
    ASSERT_GE(messages.size(), 3u);
    EXPECT_GE(values_of(fetch_messages(1, version)).size(), 2u);
    EXPECT_EQ(messages[2].value, "c");
    EXPECT_EQ(messages[2].magic, version < 2 ? 0 : 1);
    EXPECT_EQ(messages[2].timestamp, version < 2 ? -1 : kTime);
    const auto later = fetch_messages(3, version);
    const auto packed = messages_in(only_partition(later).records.bytes());
    ASSERT_EQ(packed.size(), 1u);
    EXPECT_EQ(packed[0].offset, 4);
    EXPECT_EQ(packed[0].attributes, static_cast<std::int8_t>(Codec::kGzip));
    EXPECT_EQ(only_partition(fetched).high_watermark, 5);
  }
}

TEST_F(OldClients, produce_what_new_ones_read) {
  std::int64_t end = 0;
  for (std::int16_t version = 0; version < kVersionsOfOldProduce; ++version) {
    const std::int8_t magic = version < 2 ? 0 : 1;

    const auto plain = produce_messages(bytes_of(three(magic)), version);
    const auto packed = produce_messages(bytes_of({wrapper_of(Codec::kSnappy, three(magic))}), version);

    EXPECT_EQ(error_of(plain), ErrorCode::kNone);
    EXPECT_EQ(plain.base_offset, end);
    EXPECT_EQ(error_of(packed), ErrorCode::kNone);
    EXPECT_EQ(packed.base_offset, end + 3);
    EXPECT_EQ(values_in(fetch(*client, {.from = {{.offset = end}}})),
              (std::vector<std::string>{"a", "b", "c", "a", "b", "c"}));
    end += 6;
  }
}

TEST_F(OldClients, are_woken_by_an_append) {
  const auto polled = client->send(fetch_request({.max_wait_ms = kLong}), 3);
  EXPECT_FALSE(client->has_something());

  append({"a"});

  EXPECT_EQ(values_of(client->receive<protocol::FetchResponse>(3, polled)), std::vector<std::string>{"a"});
}

TEST_F(OldClients, get_a_batch_however_little_they_ask_for) {
  append({"a", "b"});
  append({"c"});

  for (std::int16_t version = 0; version < kVersionsOfMessages; ++version)
    EXPECT_EQ(values_of(fetch_messages(0, version, 1)), (std::vector<std::string>{"a", "b"}));
}

TEST_F(OldClients, wait_behind_the_end_of_a_transaction) {
  append({"a"});
  append_to_file(end_of_transaction(1));

  EXPECT_TRUE(values_of(fetch_messages(1, 3)).empty());
  const auto polled = client->send(fetch_request({.from = {{.offset = 1}}, .max_wait_ms = kLong}), 3);
  EXPECT_FALSE(client->has_something(50));
  append({"b"});

  EXPECT_EQ(values_of(client->receive<protocol::FetchResponse>(3, polled)), std::vector<std::string>{"b"});
}

TEST_F(OldClients, get_nothing_of_zstd) {
  create_topic(*client, {.name = "z", .configs = {{"compression.type", "zstd"}}});
  append({"a"}, Codec::kZstd);
  const auto code = [&](const FetchSpec& spec) { return error_of(only_partition(fetch(*client, spec))); };

  EXPECT_EQ(code({.version = 3}), ErrorCode::kUnsupportedCompressionType);
  EXPECT_EQ(code({.from = {{.topic = "z"}}, .version = 3}), ErrorCode::kUnsupportedCompressionType);
  EXPECT_EQ(code({.from = {{.topic = "z"}}, .version = 4}), ErrorCode::kNone);
}

TEST_F(OldClients, hold_memory_no_longer_than_their_answer_takes) {
  stop();
  properties["moldau.request.memory.bytes"] = "4194304";
  start();
  client = std::make_unique<Client>(connect());
  for (int i = 0; i < 4; ++i) append({std::string(400'000, 'x')});
  std::vector<Client> others;
  for (int i = 0; i < 6; ++i) others.push_back(connect());

  for (auto& other : others) other.send(fetch_request({}), 2);

  // All at once: whose answer has begun holds memory until it is read, and the others wait for that.
  std::vector<std::jthread> readers;
  for (auto& other : others)
    readers.emplace_back([&other] {
      EXPECT_FALSE(values_of(other.receive<protocol::FetchResponse>(2)).empty());
      metadata(other);  // the answer before is sent, and let go, before this one
    });
  readers.clear();
  EXPECT_EQ(broker->request_memory_used(), 0u);
}

TEST_F(OldClients, get_alone_what_takes_more_memory_than_all_requests_may) {
  stop();
  properties["moldau.request.memory.bytes"] = "1048576";
  start();
  client = std::make_unique<Client>(connect());
  const std::string large(900'000, 'x');
  for (int i = 0; i < 3; ++i) append({large});
  std::vector<Client> others;
  for (int i = 0; i < 4; ++i) others.push_back(connect());

  for (auto& other : others) other.send(fetch_request({.from = {{.max_bytes = 4 << 20}}}), 2);

  std::vector<std::jthread> readers;
  for (auto& other : others)
    readers.emplace_back([&other, &large] {
      EXPECT_EQ(values_of(other.receive<protocol::FetchResponse>(2)).at(0), large);
      metadata(other);
    });
  readers.clear();
  EXPECT_EQ(values_of(fetch_messages(1, 3, 1)), std::vector<std::string>{large});
  metadata(*client);
  EXPECT_EQ(broker->request_memory_used(), 0u);
}

TEST_F(OldClients, of_zookeepers_offsets_look_for_no_coordinator) {
  protocol::OffsetFetchRequest fetch;
  fetch.group_id = "g";
  fetch.topics->push_back({.name = "t", .partition_indexes = {0}});
  const auto fetched = [&](Client& from, std::int32_t correlation) {
    return from.receive<protocol::OffsetFetchResponse>(0, correlation)->topics.at(0).partitions.at(0);
  };
  const auto commit = [&](const std::string& topic) {
    protocol::OffsetCommitRequest request;
    request.group_id = "g";
    request.topics.push_back({.name = topic, .topic_id = {}, .partitions = {}});
    request.topics[0].partitions.push_back({.partition_index = 0, .committed_offset = 5});
    return error_of(client->ask<protocol::OffsetCommitResponse>(request, 0)->topics.at(0).partitions.at(0));
  };
  const auto has_offsets_topic = [&] {
    return posix_file_system().exists(path("__consumer_offsets-0")).value();
  };

  const auto nothing = fetched(*client, client->send(fetch, 0));
  EXPECT_EQ(nothing.committed_offset, -1);
  EXPECT_EQ(error_of(nothing), ErrorCode::kUnknownTopicOrPartition);
  EXPECT_EQ(commit("unknown"), ErrorCode::kUnknownTopicOrPartition);
  EXPECT_FALSE(has_offsets_topic()) << "nobody needed it";
  EXPECT_EQ(commit("t"), ErrorCode::kNone);
  EXPECT_TRUE(has_offsets_topic());
  EXPECT_EQ(fetched(*client, client->send(fetch, 0)).committed_offset, 5);

  // Nor do they know of loading.
  stop();
  disk.hold_reads({"__consumer_offsets", "group-loader"});
  start();
  auto again = connect();
  const auto asked = again.send(fetch, 0);
  ASSERT_TRUE(disk.wait_until_held());
  EXPECT_FALSE(again.has_something(50));
  disk.release();
  EXPECT_EQ(fetched(again, asked).committed_offset, 5);
}

TEST_F(OldClients, cannot_make_the_broker_expand_what_is_far_too_large) {
  const Message bomb{.value = std::string(8'000'000, '\0')};
  for (const auto codec : {Codec::kGzip, Codec::kSnappy, Codec::kLz4}) {
    const auto produced = produce_messages(bytes_of({wrapper_of(codec, {bomb})}), 2);
    EXPECT_NE(error_of(produced), ErrorCode::kNone);
    EXPECT_EQ(produced.base_offset, -1);
  }
  EXPECT_EQ(list_offset(*client).offset, 0);
}

TEST_F(OldClients, are_answered_whatever_they_send) {
  std::mt19937 random(17);
  const auto flip = [&](Bytes& bytes) {
    bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1 << random() % 8);
  };
  for (int round = 0; round < 400; ++round) {
    const std::int8_t magic = static_cast<std::int8_t>(round % 2);
    const Codec codecs[] = {Codec::kNone, Codec::kGzip, Codec::kSnappy, Codec::kLz4};
    const auto codec = codecs[random() % 4];
    auto messages = three(magic);
    for (std::uint32_t depth = random() % 3; codec != Codec::kNone && depth > 0; --depth)
      messages = {wrapper_of(codec, messages)};
    auto sent = bytes_of(messages);
    for (std::uint32_t changes = random() % 3; changes > 0; --changes) flip(sent);
    if (random() % 4 == 0) sent.resize(random() % sent.size());

    const auto produced = produce_messages(sent, static_cast<std::int16_t>(random() % 3));

    const auto code = error_of(produced);
    EXPECT_TRUE(code == ErrorCode::kNone || code == ErrorCode::kCorruptMessage ||
                code == ErrorCode::kInvalidRecord || code == ErrorCode::kUnknownServerError ||
                code == ErrorCode::kInvalidTimestamp)
        << produced.error_code;
    if (code != ErrorCode::kNone) EXPECT_EQ(produced.base_offset, -1);
  }
  expect_healthy();
  EXPECT_EQ(error_of(only_partition(fetch_messages(0, 0))), ErrorCode::kNone);
}

TEST_F(OldClients, find_where_the_log_begins_and_ends_in_segments) {
  append({"a", "b"});
  const auto found = [&](std::int64_t timestamp, std::int32_t most) {
    auto request = list_offsets_request("t", 0, timestamp);
    request.topics[0].partitions[0].max_num_offsets = most;
    return client->ask<protocol::ListOffsetsResponse>(request, 0)->topics.at(0).partitions.at(0);
  };
  using Offsets = std::vector<std::int64_t>;

  EXPECT_EQ(found(-1, 1).old_style_offsets, Offsets{2});
  EXPECT_EQ(found(-1, 9).old_style_offsets, (Offsets{2, 0}));
  EXPECT_EQ(found(-1, 0).old_style_offsets, Offsets{});
  EXPECT_EQ(found(-2, 9).old_style_offsets, Offsets{0});
  EXPECT_EQ(found(0, 9).old_style_offsets, Offsets{});
  EXPECT_EQ(found(std::numeric_limits<std::int64_t>::max(), 1).old_style_offsets, Offsets{2});
  EXPECT_EQ(error_of(found(-3, 1)), ErrorCode::kUnsupportedVersion);
  EXPECT_EQ(error_of(found(-1, -1)), ErrorCode::kUnknownServerError);
}

}  // namespace
}  // namespace moldau::broker::test
