/// AddPartitionsToTxn 0-5. 2 has PRODUCER_FENCED, 3 compact lengths; 4 is between brokers: several
/// transactions, and whether partitions are in them already; 5 newer errors. Where one partition of a
/// transaction is unknown, none is added.
#include "protocol/messages/24_add_partitions_to_txn.h"

#include <set>
#include <vector>

#include "broker/handlers/handlers.h"
#include "broker/handlers/transaction_request.h"

namespace moldau::broker {
namespace {

using coord::transactions::AddToTransaction;
using coord::transactions::TransactionVersion;
using protocol::AddPartitionsToTxnRequest;
using protocol::AddPartitionsToTxnResponse;
using protocol::ErrorCode;
using Topics = std::vector<AddPartitionsToTxnRequest::AddPartitionsToTxnTopic>;
using Results = std::vector<AddPartitionsToTxnResponse::AddPartitionsToTxnTopicResult>;
using Asked = AddPartitionsToTxnRequest::AddPartitionsToTxnTransaction;
constexpr std::int16_t kFirstVersionWithFenced = 2, kFirstVersionWithBatches = 4;

/// Each partition once, in the request's order: codes come in the same order.
std::vector<TransactionPartition> partitions_of(const Topics& topics) {
  std::vector<TransactionPartition> partitions;
  std::set<TransactionPartition> seen;
  for (const auto& topic : topics)
    for (const auto index : topic.partitions)
      if (seen.insert({topic.name, index}).second) partitions.push_back({topic.name, index});
  return partitions;
}

/// A topic that is asked about twice is answered once.
Results results_of(const Topics& topics, const std::vector<TransactionPartition>& partitions,
                   const std::vector<ErrorCode>& errors) {
  Results results;
  const auto of_topic = [&results](const std::string& name) -> auto& {
    const auto found = std::ranges::find(results, name, &Results::value_type::name);
    return found == results.end() ? results.emplace_back(name) : *found;
  };
  for (const auto& topic : topics) of_topic(topic.name);
  for (std::size_t i = 0; i < partitions.size(); ++i)
    of_topic(partitions[i].topic)
        .results_by_partition.push_back(
            {.partition_index = partitions[i].index, .partition_error_code = to_wire(errors[i])});
  return results;
}

/// Nothing where all are known.
std::vector<ErrorCode> find_unknown(const RequestContext& context,
                                    const std::vector<TransactionPartition>& partitions) {
  std::vector<ErrorCode> errors;
  bool is_any_unknown = false;
  for (const auto& [topic, index] : partitions) {
    const bool is_known = find_partition(context.broker.view()->topic(topic), index) != nullptr;
    is_any_unknown |= !is_known;
    errors.push_back(is_known ? ErrorCode::kOperationNotAttempted : ErrorCode::kUnknownTopicOrPartition);
  }
  return is_any_unknown ? errors : std::vector<ErrorCode>();
}

boost::asio::awaitable<std::vector<ErrorCode>> verify(RequestContext& context, const Asked& asked,
                                                      std::vector<TransactionPartition> partitions) {
  TransactionService::Verification wanted{.transactional_id = asked.transactional_id,
                                          .producer = {asked.producer_id, asked.producer_epoch},
                                          .partitions = std::move(partitions)};
  return suspend<std::vector<ErrorCode>>(
      [&transactions = context.broker.transactions(), wanted = std::move(wanted)](auto resume) mutable {
        transactions.verify(std::move(wanted), std::move(resume));
      });
}

boost::asio::awaitable<ErrorCode> add(RequestContext& context, const Asked& asked,
                                      const std::vector<TransactionPartition>& partitions) {
  const bool is_second = context.version() >= kFirstVersionWithBatches;
  AddToTransaction request{.transactional_id = asked.transactional_id,
                           .producer = {asked.producer_id, asked.producer_epoch},
                           .partitions = {},
                           .version = is_second ? TransactionVersion::k2 : TransactionVersion::k0,
                           .client = coord_client(context)};
  for (const auto& [topic, index] : partitions) request.partitions.insert({topic, index});
  TransactionService::Operation operation =
      [request = std::move(request)](const auto& shard, auto, auto now) { return shard.add(request, now); };
  const auto outcome =
      co_await context.broker.transactions().ask(asked.transactional_id, std::move(operation));
  co_return fenced_for(context.version(), kFirstVersionWithFenced, outcome.error);
}

boost::asio::awaitable<Results> serve_one(RequestContext& context, const Asked& asked) {
  const auto partitions = partitions_of(asked.topics);
  auto errors = find_unknown(context, partitions);
  if (errors.empty()) {
    if (asked.verify_only) {
      errors = co_await verify(context, asked, partitions);
    } else {
      const auto error = co_await add(context, asked, partitions);
      errors.assign(partitions.size(), error);
    }
  }
  co_return results_of(asked.topics, partitions, errors);
}

}  // namespace

boost::asio::awaitable<Served> serve_add_partitions_to_txn(RequestContext& context, MutableByteView body) {
  auto request = read_body<AddPartitionsToTxnRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  AddPartitionsToTxnResponse response;
  if (context.version() < kFirstVersionWithBatches) {
    const Asked asked{.transactional_id = std::move(request->v3_and_below_transactional_id),
                      .producer_id = request->v3_and_below_producer_id,
                      .producer_epoch = request->v3_and_below_producer_epoch,
                      .verify_only = false,
                      .topics = std::move(request->v3_and_below_topics)};
    response.results_by_topic_v3_and_below = co_await serve_one(context, asked);
  }
  for (const auto& asked : request->transactions) {
    auto results = co_await serve_one(context, asked);
    response.results_by_transaction.push_back(
        {.transactional_id = asked.transactional_id, .topic_results = std::move(results)});
  }
  co_return answer(context, response);
}

}  // namespace moldau::broker
