#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

constexpr int kRequests = 500;

/// Requests that come faster than they are served, to a topic that is acknowledged from the page cache.
class Gathering : public BrokerTest {
 protected:
  void SetUp() override {
    properties["num.network.threads"] = "1";
    properties["log.flush.interval.messages"] = "9223372036854775807";
    start();
    client = std::make_unique<Client>(connect());
    create_topic(*client, {.name = "t"});
    create_topic(*client, {.name = "other"});
  }
  /// All at once.
  void send_all(std::int16_t acks, const std::function<std::string(int)>& topic_of) {
    Bytes all;
    for (int i = 0; i < kRequests; ++i) {
      const auto frame = produce_frame(
          *client, {.topic = topic_of(i), .batch = batch_of({std::to_string(i)}), .acks = acks});
      all.insert(all.end(), frame.begin(), frame.end());
    }
    ASSERT_TRUE(client->send_bytes(all));
  }
  std::size_t batches_on_disk(const std::string& partition) {
    return values_in(protocol::Records(ByteView(read_whole(segment(partition))))).size();
  }

  std::unique_ptr<Client> client;
};

TEST_F(Gathering, what_is_acknowledged_has_left_the_process) {
  send_all(1, [](int) { return "t"; });

  for (int i = 0; i < kRequests; ++i) {
    EXPECT_EQ(receive_produced(*client).base_offset, i);
    EXPECT_GT(batches_on_disk("t-0"), static_cast<std::size_t>(i));
  }
  EXPECT_EQ(values_in(fetch(*client, {.from = {{.max_bytes = 1 << 24}}})).size(), kRequests);
}

TEST_F(Gathering, requests_that_want_no_answer_leave_it_as_well) {
  send_all(0, [](int) { return "t"; });

  auto reader = connect();
  for (int seen = 0; seen < kRequests;) {
    const auto polled = send_long_poll(reader, seen);
    seen +=
        static_cast<int>(values_in(reader.receive<protocol::FetchResponse>(kFetchVersion, polled)).size());
  }
  EXPECT_EQ(batches_on_disk("t-0"), kRequests);
}

TEST_F(Gathering, two_partitions_in_turn_keep_their_orders) {
  send_all(1, [](int i) { return i % 5 == 0 ? "other" : "t"; });
  int offset = 0, other = 0;
  for (int i = 0; i < kRequests; ++i)
    EXPECT_EQ(receive_produced(*client).base_offset, i % 5 == 0 ? other++ : offset++);

  EXPECT_EQ(batches_on_disk("other-0"), kRequests / 5);
  EXPECT_EQ(batches_on_disk("t-0"), kRequests - kRequests / 5);
}

TEST_F(Gathering, with_other_requests_between_them_answers_come_in_order) {
  std::vector<std::int32_t> asked;
  for (int i = 0; i < kRequests; ++i) {
    send_produce(*client, {.batch = batch_of({std::to_string(i)}), .acks = 1});
    if (i % 7 == 0) asked.push_back(client->send(list_offsets_request(), kListOffsetsVersion));
  }

  for (int i = 0; i < kRequests; ++i) {
    EXPECT_EQ(receive_produced(*client).base_offset, i);
    if (i % 7 != 0) continue;
    const auto listed = client->receive<protocol::ListOffsetsResponse>(kListOffsetsVersion, asked.at(i / 7));
    EXPECT_EQ(listed->topics.at(0).partitions.at(0).offset, i + 1);
  }
}

}  // namespace
}  // namespace moldau::broker::test
