#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "protocol/messages/27_write_txn_markers.h"
#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {

constexpr std::int8_t kReadCommitted = 1;
constexpr std::int64_t kProducer = 4'000, kOther = 4'001;

/// Transactions as a partition and a group see them: without verification, so that no coordinator is needed,
/// and with markers that the test writes.
class UnverifiedTransactions : public BrokerTest {
 protected:
  void SetUp() override {
    properties["transaction.partition.verification.enable"] = "false";
    start();
    client = std::make_unique<Client>(connect());
    create_topic(*client, {.partitions = 2});
  }
  void reconnect() { *client = connect(); }

  ErrorCode produce_in_transaction(const std::string& value, std::int32_t sequence,
                                   std::int64_t producer_id = kProducer, std::int16_t epoch = 0) {
    // The last version whose transactions know AddPartitionsToTxn.
    constexpr std::int16_t kVersion = 11;
    const auto batch = batch_of({value}, {.producer_id = producer_id,
                                          .producer_epoch = epoch,
                                          .base_sequence = sequence,
                                          .transactional = true});
    protocol::ProduceRequest request;
    request.transactional_id = "x";
    request.acks = -1;
    request.timeout_ms = 30'000;
    request.topic_data.push_back({.name = "t", .topic_id = {}, .partition_data = {}});
    request.topic_data[0].partition_data.push_back(
        {.index = 0, .records = protocol::Records(ByteView(batch))});
    const auto answer = client->ask<protocol::ProduceResponse>(request, kVersion);
    return error_of(answer->responses.at(0).partition_responses.at(0));
  }

  struct Marked {
    std::int64_t producer_id = kProducer;
    bool commit = true;
    std::int16_t epoch = 0;
    std::string topic = "t";
    std::vector<std::int32_t> partitions = {0};
    std::int32_t coordinator_epoch = 0;
  };
  static protocol::WriteTxnMarkersRequest markers(const Marked& marked) {
    protocol::WriteTxnMarkersRequest request;
    auto& marker = request.markers.emplace_back();
    marker.producer_id = marked.producer_id;
    marker.producer_epoch = marked.epoch;
    marker.transaction_result = marked.commit;
    marker.coordinator_epoch = marked.coordinator_epoch;
    marker.topics.push_back({marked.topic, marked.partitions});
    return request;
  }
  std::vector<ErrorCode> end_transaction(Client& coordinator, const Marked& marked) {
    const auto answer = coordinator.ask<protocol::WriteTxnMarkersResponse>(markers(marked), 2);
    std::vector<ErrorCode> codes;
    for (const auto& partition : answer->markers.at(0).topics.at(0).partitions)
      codes.push_back(error_of(partition));
    return codes;
  }
  ErrorCode end_transaction(const Marked& marked) { return end_transaction(*client, marked).at(0); }

  Fetched read_committed(std::int64_t offset = 0) {
    return fetch(*client, {.from = {{.offset = offset}}, .isolation_level = kReadCommitted});
  }

  std::unique_ptr<Client> client;
};

}  // namespace moldau::broker::test
