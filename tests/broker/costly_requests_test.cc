#include <fstream>
#include <numeric>

#include "protocol/messages/11_join_group.h"
#include "protocol/messages/24_add_partitions_to_txn.h"
#include "protocol/messages/27_write_txn_markers.h"
#include "protocol/messages/34_alter_replica_log_dirs.h"
#include "protocol/messages/35_describe_log_dirs.h"
#include "protocol/messages/43_elect_leaders.h"
#include "protocol/messages/45_alter_partition_reassignments.h"
#include "protocol/messages/61_describe_producers.h"
#include "protocol/messages/65_describe_transactions.h"
#include "tests/broker/broker_fixture.h"
#include "tests/support/eventually.h"

namespace moldau::broker::test {
namespace {

using testing::eventually;

/// A request of some bytes that would cost its sender nothing and the broker much.
class CostlyRequests : public BrokerTest {
 protected:
  /// The longest string that a request may have, and enough partitions that one for each would be gigabytes.
  const std::string long_name = std::string(32'767, 'n');
  const std::vector<std::int32_t> indexes = [] {
    std::vector<std::int32_t> all(40'000);
    std::iota(all.begin(), all.end(), 0);
    return all;
  }();

  static std::size_t peak_bytes() {
    std::ifstream file("/proc/self/status");
    for (std::string word; file >> word;) {
      std::size_t kib = 0;
      if (word == "VmHWM:" && file >> kib) return kib * 1024;
    }
    return 0;
  }

  template <class Response, class Request>
  Answer<Response> ask_cheaply(const Request& request, std::int16_t version) {
    constexpr std::size_t kMost = std::size_t{256} << 20;
    auto client = connect();
    std::ofstream("/proc/self/clear_refs") << 5;  // the peak begins anew
    const auto before = peak_bytes();
    auto answer = client.ask<Response>(request, version);
    EXPECT_LT(peak_bytes() - before, kMost);
    return answer;
  }

  /// A whole request, with bytes behind it that nobody reads.
  template <class Request>
  static void send_padded(Client& client, const Request& request, std::int16_t version, std::size_t padding) {
    auto body = protocol::encode(request, version);
    body.resize(body.size() + padding);
    client.send_bytes(
        client.frame_of(Request::kInfo.api_key, version, Request::kInfo.flexible(version), body));
  }
  static protocol::JoinGroupRequest join_request() {
    protocol::JoinGroupRequest request;
    request.group_id = "g";
    request.session_timeout_ms = 60'000;
    request.rebalance_timeout_ms = std::numeric_limits<std::int32_t>::max();
    request.protocol_type = "consumer";
    request.protocols.push_back({"range", {}});
    return request;
  }
  static constexpr std::size_t kWhole = 8 << 20;
  void start_with_slow_rebalances() {
    properties["group.initial.rebalance.delay.ms"] = "2000000";
    properties["moldau.request.memory.bytes"] = std::to_string(kWhole);
    start();
    auto client = connect();
    find_coordinator(client);
  }
};

TEST_F(CostlyRequests, a_long_name_is_not_copied_for_each_partition_that_is_added_to_a_transaction) {
  start();
  protocol::AddPartitionsToTxnRequest request;
  request.v3_and_below_transactional_id = "id";
  request.v3_and_below_topics.push_back({.name = long_name, .partitions = indexes});

  const auto answer = ask_cheaply<protocol::AddPartitionsToTxnResponse>(request, 3);

  ASSERT_EQ(answer->results_by_topic_v3_and_below.size(), 1u);
  EXPECT_EQ(answer->results_by_topic_v3_and_below[0].name, long_name);
  EXPECT_EQ(answer->results_by_topic_v3_and_below[0].results_by_partition.size(), indexes.size());
}

TEST_F(CostlyRequests, a_long_name_is_not_copied_for_each_partition_that_is_marked) {
  start();
  protocol::WriteTxnMarkersRequest request;
  auto& marker = request.markers.emplace_back();
  marker.producer_id = 7;
  marker.topics.push_back({.name = long_name, .partition_indexes = indexes});

  const auto answer = ask_cheaply<protocol::WriteTxnMarkersResponse>(request, 1);

  const auto& topic = answer->markers.at(0).topics.at(0);
  EXPECT_EQ(topic.name, long_name);
  ASSERT_EQ(topic.partitions.size(), indexes.size());
  EXPECT_EQ(error_of(topic.partitions.back()), ErrorCode::kUnknownTopicOrPartition);
}

TEST_F(CostlyRequests, a_long_name_is_not_copied_for_each_replica) {
  start();
  protocol::DescribeLogDirsRequest describe;
  describe.topics.emplace().push_back({.topic = long_name, .partitions = indexes});
  EXPECT_EQ(ask_cheaply<protocol::DescribeLogDirsResponse>(describe, 4)->results.size(), 1u);

  protocol::AlterReplicaLogDirsRequest alter;
  alter.dirs.emplace_back().path = "/" + long_name.substr(1);
  alter.dirs[0].topics.push_back({.name = long_name, .partitions = indexes});
  const auto answer = ask_cheaply<protocol::AlterReplicaLogDirsResponse>(alter, 2);
  EXPECT_EQ(answer->results.at(0).partitions.size(), indexes.size());
}

TEST_F(CostlyRequests, a_long_name_is_not_quoted_for_each_partition) {
  start();
  protocol::ElectLeadersRequest elect{.timeout_ms = 1'000};
  elect.topic_partitions.emplace().push_back({.topic = long_name, .partitions = indexes});
  const auto elected = ask_cheaply<protocol::ElectLeadersResponse>(elect, 2);
  EXPECT_EQ(elected->replica_election_results.at(0).partition_result.at(0).error_message,
            "No such topic as " + std::string(249, 'n') + "...");

  protocol::AlterPartitionReassignmentsRequest reassign{.timeout_ms = 1'000};
  reassign.topics.emplace_back().name = long_name;
  for (const auto index : indexes) reassign.topics[0].partitions.push_back({.partition_index = index});
  const auto reassigned = ask_cheaply<protocol::AlterPartitionReassignmentsResponse>(reassign, 0);
  EXPECT_EQ(reassigned->responses.at(0).partitions.size(), indexes.size());

  protocol::DescribeProducersRequest describe;
  describe.topics.push_back({.name = long_name, .partition_indexes = indexes});
  const auto described = ask_cheaply<protocol::DescribeProducersResponse>(describe, 0);
  EXPECT_EQ(described->topics.at(0).partitions.size(), indexes.size());
}

TEST_F(CostlyRequests, many_topics_of_a_transaction_are_looked_up_in_time) {
  start();
  auto client = connect();
  protocol::AddPartitionsToTxnRequest request;
  request.v3_and_below_transactional_id = "id";
  for (const auto index : indexes)
    request.v3_and_below_topics.push_back({.name = std::to_string(index), .partitions = {0}});

  const auto answer = client.ask<protocol::AddPartitionsToTxnResponse>(request, 3);

  EXPECT_EQ(answer->results_by_topic_v3_and_below.size(), indexes.size());
}

TEST_F(CostlyRequests, more_elements_than_allowed_end_the_connection) {
  properties["moldau.request.max.elements"] = "1000";
  start();
  auto client = connect();
  MetadataSpec spec{.topics = std::vector<std::string>(1'000, "t")};
  EXPECT_EQ(metadata(client, spec)->topics.size(), 1u);
  spec.topics->emplace_back("t");
  protocol::MetadataRequest request;
  auto& topics = request.topics.emplace();
  for (const auto& name : *spec.topics) topics.push_back({.name = name});

  client.send(request, kMetadataVersion);

  EXPECT_TRUE(client.is_ended());
}

TEST_F(CostlyRequests, a_partition_that_is_named_often_is_looked_up_once) {
  start();
  auto client = connect();
  create_topic(client, {.partitions = 2});
  auto request = list_offsets_request("t", 0, 0);
  request.topics.push_back(request.topics[0]);
  request.topics.push_back(list_offsets_request("t", 1, 0).topics[0]);
  const auto offsets = client.ask<protocol::ListOffsetsResponse>(request, kListOffsetsVersion);
  EXPECT_EQ(error_of(offsets->topics.at(0).partitions.at(0)), ErrorCode::kInvalidRequest);
  EXPECT_TRUE(offsets->topics.at(1).partitions.empty());
  EXPECT_EQ(error_of(offsets->topics.at(2).partitions.at(0)), ErrorCode::kNone);

  produce(client);
  const auto fetched =
      fetch(client, {.from = {{.offset = 1}, {.partition = 1}, {.offset = 0}}, .version = 11});
  ASSERT_EQ(fetched->responses.at(0).partitions.size(), 2u);
  EXPECT_EQ(values_in(fetched->responses[0].partitions[0].records), std::vector<std::string>{"value"});

  const protocol::DescribeTransactionsRequest twice{.transactional_ids = {"id", "id"}};
  EXPECT_EQ(client.ask<protocol::DescribeTransactionsResponse>(twice, 0)->transaction_states.size(), 1u);
}

/// A request that waits is decoded, and its bytes are not needed any more.
TEST_F(CostlyRequests, a_request_that_waits_holds_no_memory) {
  start_with_slow_rebalances();
  auto reader = connect(), member = connect();
  create_topic(reader);

  // Each is all that there is, so that it has been read as a whole once the next one is.
  for (std::int64_t offset = 0; offset < 4; ++offset) {
    send_padded(reader, fetch_request({.from = {{.offset = offset}}, .max_wait_ms = kLong}), kFetchVersion,
                kWhole);
    auto writer = connect();
    send_padded(writer, protocol::MetadataRequest(), kMetadataVersion, kWhole);
    EXPECT_TRUE(writer.next_frame());
    EXPECT_TRUE(eventually([&] { return broker->request_memory_used() == 0; }));
    EXPECT_FALSE(reader.has_something());
    produce(writer);
    EXPECT_EQ(values_in(reader.receive<protocol::FetchResponse>(kFetchVersion)),
              std::vector<std::string>{"value"});
  }
  send_padded(member, join_request(), 3, kWhole);
  EXPECT_TRUE(fetch(reader).frame) << "the connection goes on";
  send_padded(reader, protocol::MetadataRequest(), kMetadataVersion, kWhole);
  EXPECT_TRUE(reader.next_frame());
  EXPECT_TRUE(eventually([&] { return broker->request_memory_used() == 0; }));
  EXPECT_FALSE(member.has_something());
}

TEST_F(CostlyRequests, the_next_request_may_be_here_when_one_that_waits_lets_its_memory_go) {
  start();
  auto reader = connect();
  create_topic(reader);
  Bytes both;
  for (const auto wait_ms : {100, 0}) {
    auto body = protocol::encode(fetch_request({.max_wait_ms = wait_ms}), kFetchVersion);
    body.resize(body.size() + 100'000);
    const auto frame = reader.frame_of(1, kFetchVersion, true, body);
    both.insert(both.end(), frame.begin(), frame.end());
  }

  reader.send_bytes(both);

  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(error_of(only_partition(reader.receive<protocol::FetchResponse>(kFetchVersion))),
              ErrorCode::kNone);
}

TEST_F(CostlyRequests, a_rebalance_keeps_no_connection_that_is_closed) {
  clock = &manual_clock;
  properties["connections.max.idle.ms"] = "600000";
  start_with_slow_rebalances();
  auto member = connect();
  member.send(join_request(), 3);
  EXPECT_FALSE(member.has_something(100));

  while (!member.has_something(1'500)) manual_clock.advance(600'001);

  EXPECT_TRUE(member.is_ended());
  EXPECT_TRUE(eventually([&] { return broker->connection_count() == 0; }));
}

/// Others wait for what it holds: then it may not send as slowly as it likes.
TEST_F(CostlyRequests, whoever_announces_much_and_sends_little_makes_room) {
  clock = &manual_clock;
  properties["moldau.request.memory.bytes"] = "1048576";
  properties["moldau.first.frame.timeout.ms"] = "10000";
  properties["moldau.request.min.bytes.per.second"] = "0";
  start();
  auto hoarder = connect(), honest = connect();
  metadata(hoarder), metadata(honest);
  hoarder.send_bytes(Bytes{0, 0x20, 0, 0});
  hoarder.send_bytes(Bytes(1'000));
  ASSERT_TRUE(eventually([&] { return broker->request_memory_used() > 1 << 20; }));
  manual_clock.advance(3'000);
  EXPECT_FALSE(hoarder.has_something(1'500)) << "nobody needs it";

  send_padded(honest, protocol::MetadataRequest(), kMetadataVersion, 100'000);
  for (int i = 0; i < 16 && !hoarder.has_something(500); ++i) {
    manual_clock.advance(1'000);
    hoarder.send_bytes(Bytes(1));  // it is not idle
  }

  EXPECT_TRUE(hoarder.has_something());
  EXPECT_TRUE(honest.next_frame().has_value());
}

}  // namespace
}  // namespace moldau::broker::test
