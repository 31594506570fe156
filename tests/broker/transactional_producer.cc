#include "tests/broker/transactional_producer.h"

#include <optional>
#include <stdexcept>

#include "base/clock.h"
#include "protocol/messages/10_find_coordinator.h"
#include "protocol/messages/22_init_producer_id.h"
#include "protocol/messages/24_add_partitions_to_txn.h"
#include "protocol/messages/25_add_offsets_to_txn.h"
#include "protocol/messages/26_end_txn.h"
#include "protocol/messages/28_txn_offset_commit.h"

namespace moldau::broker::test {
namespace {

constexpr std::int16_t kInitVersion = 5, kAddVersion = 3, kAddOffsetsVersion = 4;
// The last versions of the first protocol; the second one has the next.
constexpr std::int16_t kFirstProduce = 11, kFirstEnd = 4, kFirstOffsetCommit = 4;

template <class Request>
Sent sent(Client& client, const Request& request, std::int16_t version) {
  return {client, Request::kInfo.api_key, version, client.send(request, version)};
}

template <class Response>
Answer<Response> answer_to(const Sent& sent) {
  return sent.client.receive<Response>(sent.version, sent.correlation_id);
}

DescribedTransaction described(Client& client, const std::string& id) {
  protocol::DescribeTransactionsRequest request;
  request.transactional_ids = {id};
  return client.ask<protocol::DescribeTransactionsResponse>(request, 0)->transaction_states.at(0);
}

}  // namespace

Sent TransactionalProducer::send_init(Client& client, bool is_known) const {
  protocol::InitProducerIdRequest request;
  request.transactional_id = transactional_id;
  request.transaction_timeout_ms = 60'000;
  if (is_known) {
    request.producer_id = id;
    request.producer_epoch = epoch;
  }
  return sent(client, request, kInitVersion);
}

Sent TransactionalProducer::send_addition(Client& client, std::int32_t partition) const {
  protocol::AddPartitionsToTxnRequest request;
  request.v3_and_below_transactional_id = transactional_id;
  request.v3_and_below_producer_id = id;
  request.v3_and_below_producer_epoch = epoch;
  request.v3_and_below_topics.push_back({"t", {partition}});
  return sent(client, request, kAddVersion);
}

Sent TransactionalProducer::send_group(Client& client) const {
  protocol::AddOffsetsToTxnRequest request;
  request.transactional_id = transactional_id;
  request.producer_id = id;
  request.producer_epoch = epoch;
  request.group_id = "g";
  return sent(client, request, kAddOffsetsVersion);
}

Sent TransactionalProducer::send_batch(Client& client, const std::string& value, std::int32_t partition,
                                       std::int32_t sequence) const {
  // Of now, as markers are: a segment takes no records of very different times.
  const auto batch =
      protocol::BatchBuilder(
          {.producer_id = id, .producer_epoch = epoch, .base_sequence = sequence, .transactional = true})
          .add(SystemClock().wall_ms(), std::nullopt, as_bytes(value))
          .build();
  protocol::ProduceRequest request;
  request.transactional_id = transactional_id;
  request.acks = -1;
  request.timeout_ms = 30'000;
  request.topic_data.push_back({.name = "t", .topic_id = {}, .partition_data = {}});
  request.topic_data[0].partition_data.push_back(
      {.index = partition, .records = protocol::Records(ByteView(batch))});
  return sent(client, request, kFirstProduce + (is_second() ? 1 : 0));
}

Sent TransactionalProducer::send_offset(Client& client, std::int64_t offset) const {
  protocol::TxnOffsetCommitRequest request;
  request.transactional_id = transactional_id;
  request.group_id = "g";
  request.producer_id = id;
  request.producer_epoch = epoch;
  auto& topic = request.topics.emplace_back();
  topic.name = "t";
  topic.partitions.push_back({.partition_index = 0, .committed_offset = offset});
  return sent(client, request, kFirstOffsetCommit + (is_second() ? 1 : 0));
}

Sent TransactionalProducer::send_end(Client& client, bool commit) const {
  protocol::EndTxnRequest request;
  request.transactional_id = transactional_id;
  request.producer_id = id;
  request.producer_epoch = epoch;
  request.committed = commit;
  return sent(client, request, kFirstEnd + (is_second() ? 1 : 0));
}

ErrorCode TransactionalProducer::answer(const Sent& sent) {
  switch (sent.api_key) {
    case 0:
      return error_of(answer_to<protocol::ProduceResponse>(sent)->responses.at(0).partition_responses.at(0));
    case 22: {
      const auto init = answer_to<protocol::InitProducerIdResponse>(sent);
      if (init->error_code == 0) be(init->producer_id, init->producer_epoch);
      return error_of(init.response);
    }
    case 24: {
      const auto added = answer_to<protocol::AddPartitionsToTxnResponse>(sent);
      const auto& results = added->results_by_topic_v3_and_below.at(0).results_by_partition;
      return ErrorCode{results.at(0).partition_error_code};
    }
    case 25: return error_of(answer_to<protocol::AddOffsetsToTxnResponse>(sent).response);
    case 26: {
      const auto ended = answer_to<protocol::EndTxnResponse>(sent);
      if (ended->error_code == 0 && is_second()) be(ended->producer_id, ended->producer_epoch);
      return error_of(ended.response);
    }
    case 28:
      return error_of(answer_to<protocol::TxnOffsetCommitResponse>(sent)->topics.at(0).partitions.at(0));
    default: throw std::runtime_error("no answer to API " + std::to_string(sent.api_key) + " is known");
  }
}

void TransactionalProducer::be(std::int64_t new_id, std::int16_t new_epoch) {
  if (id != new_id || epoch != new_epoch) next_sequences.clear();
  id = new_id;
  epoch = new_epoch;
}

template <class Send>
ErrorCode TransactionalProducer::until_done(const Send& send) {
  for (;;) {
    const auto error = answer(send());
    if (error != ErrorCode::kConcurrentTransactions) return error;
  }
}

void TransactionalProducer::init(Client& client) {
  if (until_done([&] { return send_init(client); }) != ErrorCode::kNone)
    throw std::runtime_error("no producer id for " + transactional_id);
}

ErrorCode TransactionalProducer::add(Client& client, std::int32_t partition) {
  return until_done([&] { return send_addition(client, partition); });
}

ErrorCode TransactionalProducer::produce(Client& client, const std::string& value, std::int32_t partition) {
  if (!is_second())
    if (const auto added = add(client, partition); added != ErrorCode::kNone) return added;
  auto& sequence = next_sequences[partition];
  const auto error = until_done([&] { return send_batch(client, value, partition, sequence); });
  if (error == ErrorCode::kNone) ++sequence;
  return error;
}

ErrorCode TransactionalProducer::commit_offset(Client& client, std::int64_t offset) {
  if (!is_second()) {
    const auto added = until_done([&] { return send_group(client); });
    if (added != ErrorCode::kNone) return added;
  }
  return until_done([&] { return send_offset(client, offset); });
}

ErrorCode TransactionalProducer::end(Client& client, bool commit) {
  return until_done([&] { return send_end(client, commit); });
}

std::string transaction_state(Client& client, const std::string& transactional_id) {
  return described(client, transactional_id).transaction_state;
}

DescribedTransaction settled(Client& client, const std::string& transactional_id) {
  for (;;)
    if (auto found = described(client, transactional_id); !found.transaction_state.starts_with("Prepare"))
      return found;
}

std::string settled_state(Client& client, const std::string& transactional_id) {
  return settled(client, transactional_id).transaction_state;
}

void find_transaction_coordinator(Client& client) {
  protocol::FindCoordinatorRequest request;
  request.key_type = 1;
  request.coordinator_keys = {"x"};
  if (client.ask<protocol::FindCoordinatorResponse>(request, 6)->coordinators.at(0).error_code != 0)
    throw std::runtime_error("there is no coordinator of transactions");
  while (error_of(described(client, "x")) == ErrorCode::kCoordinatorLoadInProgress) continue;
}

}  // namespace moldau::broker::test
