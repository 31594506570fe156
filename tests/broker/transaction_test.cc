#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "protocol/messages/22_init_producer_id.h"
#include "protocol/messages/24_add_partitions_to_txn.h"
#include "protocol/messages/25_add_offsets_to_txn.h"
#include "protocol/messages/26_end_txn.h"
#include "protocol/messages/65_describe_transactions.h"
#include "protocol/messages/66_list_transactions.h"
#include "tests/broker/broker_fixture.h"
#include "tests/broker/transactional_producer.h"

namespace moldau::broker::test {
namespace {

constexpr std::int16_t kInitVersion = 5, kAddVersion = 3, kEndVersion = 5, kListVersion = 2;

struct Producer {
  std::int64_t id = -1;
  std::int16_t epoch = -1;
  friend bool operator==(const Producer&, const Producer&) = default;
};

/// A broker with the topic t of two partitions and a loaded coordinator.
class Transactions : public BrokerTest {
 protected:
  void SetUp() override {
    properties["transaction.state.log.num.partitions"] = "3";
    properties["transaction.abort.timed.out.transaction.cleanup.interval.ms"] = "20";
    properties["transaction.remove.expired.transaction.cleanup.interval.ms"] = "20";
    start();
    reconnect();
    create_topic(*client, {.partitions = 2});
  }
  /// Back, with the coordinator loaded.
  void reconnect() {
    client = std::make_unique<Client>(connect());
    find_transaction_coordinator(*client);
  }

  Answer<protocol::InitProducerIdResponse> ask_init(const std::string& id, std::int32_t timeout_ms = 60'000) {
    protocol::InitProducerIdRequest request;
    request.transactional_id = id;
    request.transaction_timeout_ms = timeout_ms;
    return client->ask<protocol::InitProducerIdResponse>(request, kInitVersion);
  }
  Producer init(const std::string& id = "x", std::int32_t timeout_ms = 60'000) {
    const auto answer = ask_init(id, timeout_ms);
    EXPECT_EQ(error_of(*answer.operator->()), ErrorCode::kNone);
    return {answer->producer_id, answer->producer_epoch};
  }
  static protocol::AddPartitionsToTxnRequest addition(const Producer& producer,
                                                      std::vector<std::int32_t> partitions,
                                                      const std::string& topic) {
    protocol::AddPartitionsToTxnRequest request;
    request.v3_and_below_transactional_id = "x";
    request.v3_and_below_producer_id = producer.id;
    request.v3_and_below_producer_epoch = producer.epoch;
    request.v3_and_below_topics.push_back({topic, std::move(partitions)});
    return request;
  }
  ErrorCode add(const Producer& producer, std::vector<std::int32_t> partitions = {0},
                const std::string& topic = "t") {
    const auto answer = client->ask<protocol::AddPartitionsToTxnResponse>(
        addition(producer, std::move(partitions), topic), kAddVersion);
    const auto& results = answer->results_by_topic_v3_and_below.at(0).results_by_partition;
    return ErrorCode{results.at(0).partition_error_code};
  }
  static protocol::EndTxnRequest end_request(const Producer& producer, bool commit) {
    protocol::EndTxnRequest request;
    request.transactional_id = "x";
    request.producer_id = producer.id;
    request.producer_epoch = producer.epoch;
    request.committed = commit;
    return request;
  }
  Answer<protocol::EndTxnResponse> end(const Producer& producer, bool commit = true) {
    return client->ask<protocol::EndTxnResponse>(end_request(producer, commit), kEndVersion);
  }
  protocol::DescribeTransactionsResponse::TransactionState described(const std::string& id = "x") {
    protocol::DescribeTransactionsRequest request;
    request.transactional_ids = {id};
    return client->ask<protocol::DescribeTransactionsResponse>(request, 0)->transaction_states.at(0);
  }
  std::string state() { return described().transaction_state; }
  /// Asks until it is so, as the coordinator goes on by itself.
  void wait_for_state(const std::string& wanted) {
    while (state() != wanted) continue;
  }

  std::unique_ptr<Client> client;
};

TEST_F(Transactions, live_from_their_begin_to_their_end) {
  const auto producer = init();
  EXPECT_EQ(state(), "Empty");
  EXPECT_EQ(add(producer, {0, 1}), ErrorCode::kNone);
  EXPECT_EQ(state(), "Ongoing");

  const auto ended = end(producer);

  EXPECT_EQ(error_of(*ended.operator->()), ErrorCode::kNone);
  EXPECT_EQ((Producer{ended->producer_id, ended->producer_epoch}), (Producer{producer.id, 1}));
  wait_for_state("CompleteCommit");
  EXPECT_TRUE(described().topics.empty());
}

TEST_F(Transactions, survive_a_restart_and_a_crash) {
  const auto producer = init();
  ASSERT_EQ(add(producer), ErrorCode::kNone);

  restart();
  reconnect();
  EXPECT_EQ(state(), "Ongoing");
  EXPECT_EQ(add(producer, {1}), ErrorCode::kNone);
  crash();
  reconnect();

  EXPECT_EQ(state(), "Ongoing");
  EXPECT_EQ(described().topics.at(0).partitions, (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(error_of(*end(producer).operator->()), ErrorCode::kNone);
}

TEST_F(Transactions, that_are_prepared_are_completed_after_a_crash) {
  const auto producer = init();
  ASSERT_EQ(add(producer, {0, 1}), ErrorCode::kNone);
  disk.hold_syncs({"/t-", "sync"});
  ASSERT_EQ(error_of(*end(producer).operator->()), ErrorCode::kNone);
  ASSERT_TRUE(disk.wait_until_held());
  EXPECT_EQ(state(), "PrepareCommit");
  EXPECT_EQ(error_of(*ask_init("x").operator->()), ErrorCode::kConcurrentTransactions);

  crash();
  reconnect();

  wait_for_state("CompleteCommit");
  EXPECT_EQ(described().producer_epoch, 1);
}

TEST_F(Transactions, are_answered_only_after_the_sync) {
  const auto producer = init();
  disk.hold_syncs({"/__transaction_state-", "sync"});

  const auto correlation = client->send(addition(producer, {0}, "t"), kAddVersion);
  ASSERT_TRUE(disk.wait_until_held());
  EXPECT_FALSE(client->has_something());
  disk.release();
  client->receive<protocol::AddPartitionsToTxnResponse>(kAddVersion, correlation);

  EXPECT_EQ(state(), "Ongoing");
}

TEST_F(Transactions, whose_sync_fails_are_not_acknowledged) {
  const auto producer = init();
  disk.fail_syncs("/__transaction_state-");

  EXPECT_NE(add(producer), ErrorCode::kNone);

  EXPECT_EQ(error_of(described()), ErrorCode::kNotCoordinator);
}

TEST_F(Transactions, of_a_deleted_topic_end) {
  const auto producer = init();
  create_topic(*client, {.name = "gone"});
  ASSERT_EQ(add(producer, {0}, "gone"), ErrorCode::kNone);
  ASSERT_EQ(add(producer), ErrorCode::kNone);
  delete_topic(*client, "gone");

  EXPECT_EQ(error_of(*end(producer).operator->()), ErrorCode::kNone);

  wait_for_state("CompleteCommit");
}

TEST_F(Transactions, that_time_out_are_aborted) {
  const auto producer = init("x", 1);
  add(producer);

  wait_for_state("CompleteAbort");

  EXPECT_EQ(described().producer_epoch, 1);
  EXPECT_EQ(add(producer), ErrorCode::kProducerFenced);
}

TEST_F(Transactions, of_ids_that_nobody_uses_are_forgotten) {
  properties["transactional.id.expiration.ms"] = "1";
  restart();
  reconnect();
  init();

  while (error_of(described()) != ErrorCode::kTransactionalIdNotFound) continue;

  restart();
  reconnect();
  EXPECT_EQ(error_of(described()), ErrorCode::kTransactionalIdNotFound);
}

TEST_F(Transactions, are_loading_at_first) {
  init();
  stop();
  disk.hold_reads({"/__transaction_state-", "txn-loader"});

  start();
  ASSERT_TRUE(disk.wait_until_held());
  client = std::make_unique<Client>(connect());
  EXPECT_EQ(error_of(*ask_init("x").operator->()), ErrorCode::kCoordinatorLoadInProgress);
  EXPECT_EQ(error_of(described()), ErrorCode::kCoordinatorLoadInProgress);
  EXPECT_EQ(add({1, 0}), ErrorCode::kCoordinatorLoadInProgress);
  const auto listed =
      client->ask<protocol::ListTransactionsResponse>(protocol::ListTransactionsRequest(), kListVersion);
  EXPECT_EQ(error_of(*listed.operator->()), ErrorCode::kCoordinatorLoadInProgress);
  expect_healthy();
  disk.release();
  reconnect();

  EXPECT_EQ(state(), "Empty");
}

TEST_F(Transactions, of_all_partitions_are_listed) {
  for (const auto* id : {"a", "b", "c", "d", "e"}) init(id);

  const auto listed =
      client->ask<protocol::ListTransactionsResponse>(protocol::ListTransactionsRequest(), kListVersion);

  EXPECT_EQ(listed->transaction_states.size(), 5u);
}

TEST_F(Transactions, are_gone_with_their_topic) {
  const auto producer = init();

  delete_topic(*client, "__transaction_state");
  EXPECT_EQ(error_of(described()), ErrorCode::kNotCoordinator);
  EXPECT_EQ(add(producer), ErrorCode::kNotCoordinator);
  reconnect();

  EXPECT_EQ(error_of(described()), ErrorCode::kTransactionalIdNotFound);
  EXPECT_NE(init().id, producer.id);
}

TEST_F(Transactions, of_groups_have_the_groups_partition) {
  const auto producer = init();
  protocol::AddOffsetsToTxnRequest request;
  request.transactional_id = "x";
  request.producer_id = producer.id;
  request.producer_epoch = producer.epoch;
  request.group_id = "g";

  const auto added = client->ask<protocol::AddOffsetsToTxnResponse>(request, 4);

  EXPECT_EQ(error_of(*added.operator->()), ErrorCode::kNone);
  EXPECT_EQ(described().topics.at(0).topic, "__consumer_offsets");
  EXPECT_EQ(described().topics.at(0).partitions.size(), 1u);
}

TEST_F(Transactions, a_stop_while_one_is_prepared_is_a_stop) {
  const auto producer = init();
  add(producer);
  disk.hold_syncs({"/t-", "sync"});
  end(producer);
  ASSERT_TRUE(disk.wait_until_held());

  std::jthread stopping([this] { stop(); });
  disk.release();
  stopping.join();
  start();
  reconnect();

  wait_for_state("CompleteCommit");
}

}  // namespace
}  // namespace moldau::broker::test
