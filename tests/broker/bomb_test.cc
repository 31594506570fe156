#include "protocol/records/compression.h"
#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

using protocol::Codec;

/// Small batches that expand to far more.
class Bombs : public BrokerTest, public ::testing::WithParamInterface<Codec> {
 protected:
  void SetUp() override {
    properties["moldau.decompression.max.bytes"] = "1048576";
    properties["moldau.decompression.free.bytes"] = "65536";
    properties["moldau.decompression.max.ratio"] = "10";
    start();
  }
};

TEST_P(Bombs, are_refused_and_the_connection_lives) {
  auto client = connect();
  create_topic(client, {.configs = {{"max.message.bytes", "10000000"}}});
  const auto bomb = batch_of({std::string(8'000'000, '\0')}, {.codec = GetParam()});

  EXPECT_NE(error_of(produce(client, {.batch = bomb})), ErrorCode::kNone);

  EXPECT_EQ(list_offset(client).offset, 0);
  EXPECT_EQ(error_of(produce(client, {.batch = batch_of({"small"}, {.codec = GetParam()})})),
            ErrorCode::kNone);
  EXPECT_EQ(values_in(fetch(client)), std::vector<std::string>{"small"});
}

TEST_P(Bombs, are_none_up_to_the_free_bytes) {
  auto client = connect();
  create_topic(client);

  const auto within = batch_of({std::string(60'000, '\0')}, {.codec = GetParam()});
  const auto above = batch_of({std::string(600'000, '\0')}, {.codec = GetParam()});

  EXPECT_EQ(error_of(produce(client, {.batch = within})), ErrorCode::kNone);
  EXPECT_NE(error_of(produce(client, {.batch = above})), ErrorCode::kNone);
}

TEST_P(Bombs, of_garbage_are_refused) {
  auto client = connect();
  create_topic(client);
  auto batch = batch_of({"0123456789"}, {.codec = GetParam()});
  for (std::size_t i = protocol::BatchLayout::kHeaderSize; i < batch.size(); ++i) batch[i] ^= 0x55;
  protocol::set_log_append_time(batch, 1'700'000'000'000);  // computes the checksum anew

  EXPECT_NE(error_of(produce(client, {.batch = batch})), ErrorCode::kNone);

  EXPECT_EQ(list_offset(client).offset, 0);
}

INSTANTIATE_TEST_SUITE_P(Every, Bombs,
                         ::testing::Values(Codec::kGzip, Codec::kSnappy, Codec::kLz4, Codec::kZstd),
                         [](const auto& each) { return std::string(protocol::name(each.param)); });

}  // namespace
}  // namespace moldau::broker::test
