#include "coord/transactions/transaction_shard.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "coord/transactions/transaction_events.h"
#include "coord/transactions/transaction_records.h"
#include "coord/transactions/transitions.h"

namespace moldau::coord::transactions {
namespace {

using protocol::ErrorCode;

TransactionDecision refuse(ErrorCode error) {
  return {.outcome = {.error = error, .producer = {}}, .changes = {}};
}

}  // namespace

TransactionDecision TransactionShard::init(const InitTransaction& request,
                                           std::optional<std::int64_t> fresh_id, Now now) const {
  if (request.transactional_id.empty()) return refuse(ErrorCode::kInvalidRequest);
  if (request.timeout_ms <= 0 || request.timeout_ms > config_.transaction_max_timeout_ms)
    return refuse(ErrorCode::kInvalidTransactionTimeout);
  const auto* transaction = find(request.transactional_id);
  if (!transaction && transactions_.size() >= config_.max_transactional_ids)
    return refuse(ErrorCode::kPolicyViolation);
  auto decision = transactions::init(request, transaction, fresh_id, now);
  const Cause cause{"InitProducerId", &request.client};
  note_last_change(decision, transaction, cause, now);
  if (request.expected)
    note_fenced(decision, request.transactional_id, transaction, *request.expected, cause);
  return decision;
}

TransactionDecision TransactionShard::add(const AddToTransaction& request, Now now) const {
  if (request.transactional_id.empty()) return refuse(ErrorCode::kInvalidRequest);
  const auto* transaction = find(request.transactional_id);
  auto decision = transactions::add(request, transaction, now);
  const Cause cause{request.api, &request.client};
  note_last_change(decision, transaction, cause, now);
  note_fenced(decision, request.transactional_id, transaction, request.producer, cause);
  return decision;
}

TransactionDecision TransactionShard::end(const EndTransaction& request, std::optional<std::int64_t> fresh_id,
                                          Now now) const {
  if (request.transactional_id.empty()) return refuse(ErrorCode::kInvalidRequest);
  const auto* transaction = find(request.transactional_id);
  auto decision = transactions::end(request, transaction, fresh_id, now);
  const Cause cause{"EndTxn", &request.client};
  note_last_change(decision, transaction, cause, now);
  note_fenced(decision, request.transactional_id, transaction, request.producer, cause);
  return decision;
}

TransactionDecision TransactionShard::complete(const std::string& transactional_id,
                                               ProducerIdAndEpoch producer, Now now) const {
  TransactionDecision decision;
  const auto* transaction = find(transactional_id);
  if (transaction && transaction->is_prepared() && transaction->producer == producer)
    decision.changes.push_back({transactional_id, completed(*transaction, now.wall_ms)});
  note_last_change(decision, transaction, {"all markers are written"}, now);
  return decision;
}

const Transaction* TransactionShard::find(const std::string& transactional_id) const {
  const auto found = transactions_.find(transactional_id);
  return found == transactions_.end() ? nullptr : &found->second;
}

std::vector<std::string> TransactionShard::prepared() const {
  std::vector<std::string> ids;
  for (const auto& [id, transaction] : transactions_)
    if (transaction.is_prepared()) ids.push_back(id);
  return ids;
}

std::expected<void, protocol::DecodeError> TransactionShard::replay(ByteView key,
                                                                    std::optional<ByteView> value) {
  auto id = parse_transaction_key(key);
  if (!id) return std::unexpected(id.error());
  if (!*id) return {};
  if (!value) {
    transactions_.erase(**id);
    return {};
  }
  auto transaction = parse_transaction(*value);
  if (!transaction) return std::unexpected(transaction.error());
  transactions_.insert_or_assign(std::move(**id), std::move(*transaction));
  return {};
}

void TransactionShard::apply(const TransactionDecision& decision) {
  for (const auto& [id, transaction] : decision.changes) {
    const auto record = transaction ? transaction_record(id, *transaction) : transaction_tombstone(id);
    const auto value = record.value ? std::optional<ByteView>(*record.value) : std::nullopt;
    MOLDAU_CHECK(replay(record.key, value).has_value());
    if (!transaction) continue;
    transactions_.at(id).last_epoch = transaction->last_epoch;
    if (transaction->state == TransactionState::kCompleteCommit) ++counts_.committed;
    if (transaction->state == TransactionState::kCompleteAbort) ++counts_.aborted;
  }
  counts_.timed_out += decision.timed_out_count;
}

}  // namespace moldau::coord::transactions
