/// AddPartitionsToTxn 0-5. 2 has PRODUCER_FENCED, 3 compact lengths; 4 is between brokers: several
/// transactions, and whether partitions are in them already; 5 newer errors. Where one partition of a
/// transaction is unknown, none is added.
#include "protocol/messages/24_add_partitions_to_txn.h"

#include <map>
#include <set>
#include <string_view>
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

/// What a request names: each topic once, and each partition once, in the request's order. Codes come in the
/// same order. A topic is in the request for as long as this is.
struct Named {
  struct Partition {
    std::size_t topic = 0;
    std::int32_t index = 0;
    friend auto operator<=>(const Partition&, const Partition&) = default;
  };
  std::vector<std::string_view> topics;
  std::vector<Partition> partitions;
};

Named named_in(const Topics& topics) {
  Named named;
  std::map<std::string_view, std::size_t> places;
  std::set<Named::Partition> seen;
  for (const auto& topic : topics) {
    const auto [place, is_new] = places.emplace(topic.name, named.topics.size());
    if (is_new) named.topics.push_back(topic.name);
    for (const auto index : topic.partitions)
      if (seen.insert({place->second, index}).second) named.partitions.push_back({place->second, index});
  }
  return named;
}

Results results_of(const Named& named, const std::vector<ErrorCode>& errors) {
  Results results;
  for (const auto topic : named.topics) results.emplace_back(std::string(topic));
  for (std::size_t i = 0; i < errors.size(); ++i)
    results[named.partitions[i].topic].results_by_partition.push_back(
        {.partition_index = named.partitions[i].index, .partition_error_code = to_wire(errors[i])});
  return results;
}

/// Nothing where all are known.
std::vector<ErrorCode> find_unknown(const RequestContext& context, const Named& named) {
  const auto view = context.broker.view();
  std::vector<ServedTopicPtr> served;
  for (const auto topic : named.topics) served.push_back(view->topic(topic));
  std::vector<ErrorCode> errors;
  bool is_any_unknown = false;
  for (const auto& [topic, index] : named.partitions) {
    const bool is_known = find_partition(served[topic], index) != nullptr;
    is_any_unknown |= !is_known;
    errors.push_back(is_known ? ErrorCode::kOperationNotAttempted : ErrorCode::kUnknownTopicOrPartition);
  }
  return is_any_unknown ? errors : std::vector<ErrorCode>();
}

/// Of names that are known, which are short: what a stranger makes up is not copied for each partition.
std::vector<TransactionPartition> partitions_of(const Named& named) {
  std::vector<TransactionPartition> partitions;
  for (const auto& [topic, index] : named.partitions)
    partitions.push_back({std::string(named.topics[topic]), index});
  return partitions;
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
  const auto named = named_in(asked.topics);
  auto errors = find_unknown(context, named);
  if (errors.empty()) {
    const auto partitions = partitions_of(named);
    if (asked.verify_only) {
      errors = co_await verify(context, asked, partitions);
    } else {
      const auto error = co_await add(context, asked, partitions);
      errors.assign(partitions.size(), error);
    }
  }
  co_return results_of(named, errors);
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
