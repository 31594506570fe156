#include "tests/broker/frame_proxy.h"

#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

constexpr FramesOf kRequests{.api_key = 0}, kAnswers{.direction = Direction::kResponse, .api_key = 0};

class Proxied : public BrokerTest {
 protected:
  void SetUp() override {
    start();
    network = std::make_unique<FrameProxy>(port());
    client = std::make_unique<Client>(network->port());
    create_topic(*client);
  }
  std::int32_t send(const std::string& value) { return send_produce(*client, {.batch = batch_of({value})}); }
  std::vector<std::string> written() {
    auto direct = connect();
    return values_in(fetch(direct));
  }

  std::unique_ptr<FrameProxy> network;
  std::unique_ptr<Client> client;
};

TEST_F(Proxied, frames_that_are_held_are_overtaken_and_pass_in_any_order) {
  network->hold(kRequests);
  const auto first = send("a"), second = send("b");
  const auto held = network->take(2);
  network->pass_all();
  const auto third = send("c");
  EXPECT_EQ(error_of(receive_produced(*client, third)), ErrorCode::kNone);

  network->send(held[1]);
  EXPECT_EQ(error_of(receive_produced(*client, second)), ErrorCode::kNone);
  network->send(held[0]);
  EXPECT_EQ(error_of(receive_produced(*client, first)), ErrorCode::kNone);

  EXPECT_EQ(written(), (std::vector<std::string>{"c", "b", "a"}));
}

TEST_F(Proxied, one_request_alone_can_be_lost_and_one_answer) {
  const auto first = send("a");
  receive_produced(*client, first);
  network->drop({.api_key = 0, .correlation_id = first + 1});
  send("b");
  network->wait_until_dropped(1);
  network->drop({.direction = Direction::kResponse, .api_key = 0, .correlation_id = first + 2});
  send("c");
  network->wait_until_dropped(2);

  const auto last = send("d");
  EXPECT_EQ(error_of(receive_produced(*client, last)), ErrorCode::kNone);

  EXPECT_EQ(written(), (std::vector<std::string>{"a", "c", "d"}));
}

TEST_F(Proxied, a_copy_comes_again_and_outlives_its_client) {
  network->copy(kRequests);
  receive_produced(*client, send("a"));
  const auto copy = network->take(1).at(0);
  EXPECT_EQ(copy.api_key, 0);
  client->close();
  network->pass_all();
  network->copy(kAnswers);

  network->send(copy);

  EXPECT_EQ(network->take(1).at(0).correlation_id, copy.correlation_id);
  EXPECT_EQ(written(), (std::vector<std::string>{"a", "a"}));
}

}  // namespace
}  // namespace moldau::broker::test
