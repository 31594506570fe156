#include <limits>

#include "tests/broker/broker_fixture.h"
#include "tests/broker/frame_proxy.h"

namespace moldau::broker::test {
namespace {

constexpr std::size_t kInFlight = 5;
constexpr FramesOf kRequests{.api_key = 0}, kAnswers{.direction = Direction::kResponse, .api_key = 0};

/// An idempotent producer with five batches on their way, over a network that loses and reorders them.
class LostAnswers : public BrokerTest {
 protected:
  void SetUp() override {
    start();
    auto setup = connect();
    create_topic(setup);
    producer_id_ = init_producer_id(setup);
    reconnect();
  }
  void reconnect() {
    network = std::make_unique<FrameProxy>(port());
    client = std::make_unique<Client>(network->port());
  }
  ProduceSpec numbered(std::size_t number, std::int32_t timeout_ms = 30'000) const {
    const protocol::BatchBuilder::Options options{
        .producer_id = producer_id_, .producer_epoch = 0, .base_sequence = sequence_of(number)};
    return {.batch = batch_of({std::to_string(number)}, options), .timeout_ms = timeout_ms};
  }
  std::vector<std::int32_t> send_all() {
    std::vector<std::int32_t> correlations;
    for (std::size_t number = 0; number < kInFlight; ++number)
      correlations.push_back(send_produce(*client, numbered(number)));
    return correlations;
  }
  /// All of them, sent again in their order on a new connection.
  void expect_retries_to_be_answered_with_the_first_offsets() {
    auto again = connect();
    for (std::size_t number = 0; number < kInFlight; ++number) {
      const auto produced = produce(again, numbered(number));
      EXPECT_EQ(error_of(produced), ErrorCode::kNone);
      EXPECT_EQ(produced.base_offset, static_cast<std::int64_t>(number));
    }
    EXPECT_EQ(written(), (std::vector<std::string>{"0", "1", "2", "3", "4"}));
  }
  std::vector<std::string> written() {
    auto direct = connect();
    return values_in(fetch(direct));
  }

  std::int32_t first_sequence = 0;
  std::unique_ptr<FrameProxy> network;
  std::unique_ptr<Client> client;

 private:
  std::int32_t sequence_of(std::size_t number) const {
    return protocol::sequence_plus(first_sequence, static_cast<std::int32_t>(number));
  }
  std::int64_t producer_id_ = -1;
};

TEST_F(LostAnswers, retries_get_the_first_offsets_I1) {
  network->drop(kAnswers);
  send_all();
  network->wait_until_dropped(kInFlight);

  expect_retries_to_be_answered_with_the_first_offsets();
}

TEST_F(LostAnswers, retries_get_the_first_offsets_after_a_power_cut_too_I1) {
  network->drop(kAnswers);
  send_all();
  network->wait_until_dropped(kInFlight);

  clock = &manual_clock;  // a producer's sequence is forgotten a day after its records' time
  crash();

  expect_retries_to_be_answered_with_the_first_offsets();
}

TEST_F(LostAnswers, retries_of_what_got_lost_half_way_are_appended_once_I1) {
  network->drop(kAnswers);
  // The last two of the five, as a client counts from 1.
  for (const auto correlation : {4, 5}) network->drop({.api_key = 0, .correlation_id = correlation});
  send_all();
  network->wait_until_dropped(kInFlight);
  ASSERT_EQ(written(), (std::vector<std::string>{"0", "1", "2"}));

  expect_retries_to_be_answered_with_the_first_offsets();
}

/// What has been appended may still come to be: no answer before it is on the disk says that it failed for
/// good.
TEST_F(LostAnswers, a_send_that_timed_out_after_its_append_is_told_so_and_is_there_later_I3) {
  disk.hold_syncs({"/t-0/", "sync"});

  const auto late = produce(*client, numbered(0, /*timeout_ms=*/1));
  EXPECT_EQ(error_of(late), ErrorCode::kRequestTimedOut);
  EXPECT_EQ(written(), std::vector<std::string>());
  disk.release();

  const auto retried = produce(*client, numbered(0));
  EXPECT_EQ(error_of(retried), ErrorCode::kNone);
  EXPECT_EQ(retried.base_offset, 0);
  EXPECT_EQ(written(), std::vector<std::string>{"0"});
}

TEST_F(LostAnswers, a_send_whose_sync_failed_is_answered_so_that_the_client_asks_again_I3) {
  disk.fail_syncs("/t-0/");

  EXPECT_EQ(error_of(produce(*client, numbered(0))), ErrorCode::kKafkaStorageError);
}

TEST_F(LostAnswers, sequences_go_on_at_0_behind_the_last_one_I6) {
  first_sequence = std::numeric_limits<std::int32_t>::max() - 1;
  network->drop(kAnswers);
  send_all();
  network->wait_until_dropped(kInFlight);

  expect_retries_to_be_answered_with_the_first_offsets();
}

TEST_F(LostAnswers, batches_that_overtake_each_other_are_refused_until_their_turn_I7) {
  network->hold(kRequests);
  const auto correlations = send_all();
  const auto held = network->take(kInFlight);
  auto direct = connect();
  ASSERT_EQ(error_of(produce(direct, numbered(0))), ErrorCode::kNone);

  for (std::size_t number = kInFlight; number-- > 2;) {
    network->send(held[number]);
    EXPECT_EQ(error_of(receive_produced(*client, correlations[number])),
              ErrorCode::kOutOfOrderSequenceNumber);
  }
  for (std::size_t number = 1; number < kInFlight; ++number) {
    network->send(held[number]);
    EXPECT_EQ(error_of(receive_produced(*client, correlations[number])), ErrorCode::kNone);
  }

  EXPECT_EQ(written(), (std::vector<std::string>{"0", "1", "2", "3", "4"}));
}

}  // namespace
}  // namespace moldau::broker::test
