#include <algorithm>
#include <set>

#include "coord/transactions/transaction_shard.h"

namespace moldau::coord::transactions {

using protocol::ErrorCode;

std::vector<ErrorCode> TransactionShard::verify(const std::string& transactional_id,
                                                ProducerIdAndEpoch producer,
                                                const std::vector<TransactionPartition>& partitions) const {
  const auto all = [&](ErrorCode error) { return std::vector(partitions.size(), error); };
  if (transactional_id.empty()) return all(ErrorCode::kInvalidRequest);
  const auto* transaction = find(transactional_id);
  if (transaction && transaction->goes_on_as(producer)) return all(ErrorCode::kConcurrentTransactions);
  if (!transaction || transaction->producer.id != producer.id)
    return all(ErrorCode::kInvalidProducerIdMapping);
  if (transaction->producer.epoch != producer.epoch) return all(ErrorCode::kProducerFenced);
  if (transaction->is_prepared()) return all(ErrorCode::kConcurrentTransactions);
  std::vector<ErrorCode> errors;
  for (const auto& partition : partitions)
    errors.push_back(transaction->partitions.contains(partition) ? ErrorCode::kNone
                                                                 : ErrorCode::kTransactionAbortable);
  return errors;
}

DescribedTransaction TransactionShard::describe(const std::string& transactional_id) const {
  DescribedTransaction described;
  described.transactional_id = transactional_id;
  const auto* transaction = find(transactional_id);
  if (!transaction) {
    described.error_code =
        to_wire(transactional_id.empty() ? ErrorCode::kInvalidRequest : ErrorCode::kTransactionalIdNotFound);
    return described;
  }
  described.transaction_state = name(transaction->state);
  described.transaction_timeout_ms = transaction->timeout_ms;
  described.transaction_start_time_ms = transaction->start_ms;
  described.producer_id = transaction->producer.id;
  described.producer_epoch = transaction->producer.epoch;
  for (const auto& [topic, index] : transaction->partitions) {
    if (described.topics.empty() || described.topics.back().topic != topic)
      described.topics.push_back({.topic = topic, .partitions = {}});
    described.topics.back().partitions.push_back(index);
  }
  return described;
}

std::vector<ListedTransaction> TransactionShard::list(const protocol::ListTransactionsRequest& request,
                                                      const MatchesId& matches, Now now) const {
  const std::set<std::string_view> states(request.state_filters.begin(), request.state_filters.end());
  const std::set<std::int64_t> producers(request.producer_id_filters.begin(),
                                         request.producer_id_filters.end());
  std::vector<ListedTransaction> listed;
  for (const auto& [id, transaction] : transactions_) {
    if (!states.empty() && !states.contains(name(transaction.state))) continue;
    if (!producers.empty() && !producers.contains(transaction.producer.id)) continue;
    // What never began has run since the start of time: so says Kafka.
    if (request.duration_filter >= 0 && now.wall_ms - transaction.start_ms <= request.duration_filter)
      continue;
    if (!matches(id)) continue;
    listed.push_back({.transactional_id = id,
                      .producer_id = transaction.producer.id,
                      .transaction_state = std::string(name(transaction.state))});
  }
  return listed;
}

void TransactionShard::report(TransactionReport& to) const {
  auto& oldest_ms = to.oldest_open_start_ms;
  for (const auto& [id, transaction] : transactions_) {
    ++to.ids_by_state[transaction.state];
    const bool is_open = transaction.state == TransactionState::kOngoing || transaction.is_prepared();
    if (is_open && (oldest_ms < 0 || transaction.start_ms < oldest_ms)) oldest_ms = transaction.start_ms;
  }
  to.counts.committed += counts_.committed;
  to.counts.aborted += counts_.aborted;
  to.counts.timed_out += counts_.timed_out;
}

}  // namespace moldau::coord::transactions
