#include <algorithm>
#include <fmt/format.h>

#include "coord/transactions/transaction_events.h"
#include "coord/transactions/transaction_records.h"
#include "coord/transactions/transaction_shard.h"

/// What the coordinator does on its own: aborts of transactions that timed out, and the end of ids that
/// nobody used for long.
namespace moldau::coord::transactions {
namespace {

bool timed_out(const Transaction& transaction, Now now) {
  return transaction.state == TransactionState::kOngoing &&
         transaction.start_ms + transaction.timeout_ms < now.wall_ms;
}

bool expired(const Transaction& transaction, std::int64_t expiration_ms, Now now) {
  return transaction.state != TransactionState::kOngoing && !transaction.is_prepared() &&
         transaction.last_update_ms <= now.wall_ms - expiration_ms;
}

std::size_t size_of(const TransactionChange& change) {
  std::size_t size = change.transactional_id.size();
  if (change.transaction)
    for (const auto& partition : change.transaction->partitions)
      size += partition.topic.size() + sizeof(partition.index);
  return size;
}

/// Why the coordinator changes what nobody asked it to.
std::string cause_of(const TransactionChange& change, const Transaction& before,
                     const TransactionConfig& config) {
  if (!change.transaction)
    return fmt::format("not used for transactional.id.expiration.ms={}",
                       config.transactional_id_expiration_ms);
  return fmt::format("transaction.timeout.ms={} is over, and producer {} epoch {} is fenced",
                     before.timeout_ms, before.producer.id, before.producer.epoch);
}

}  // namespace

void TransactionShard::finish_loading(Now now) {
  timeouts_.due_ms = now.steady_ms + config_.transaction_abort_timed_out_transaction_cleanup_interval_ms;
  expiry_.due_ms = now.steady_ms + config_.transaction_remove_expired_transaction_cleanup_interval_ms;
}

std::optional<std::int64_t> TransactionShard::next_deadline_ms() const {
  if (transactions_.empty()) return std::nullopt;
  return std::min(timeouts_.due_ms, expiry_.due_ms);
}

TransactionDecision TransactionShard::tick(Now now) {
  if (timeouts_.due_ms <= now.steady_ms) {
    const auto abort = [now](const auto& id, const auto& transaction) -> std::optional<TransactionChange> {
      if (!timed_out(transaction, now)) return std::nullopt;
      return TransactionChange{id, aborted_by_coordinator(transaction, now)};
    };
    auto decision =
        sweep(timeouts_, config_.transaction_abort_timed_out_transaction_cleanup_interval_ms, now, abort);
    decision.timed_out_count = decision.changes.size();
    if (!decision.changes.empty()) return decision;
  }
  if (expiry_.due_ms > now.steady_ms) return {};
  const auto forget = [this, now](const auto& id,
                                  const auto& transaction) -> std::optional<TransactionChange> {
    if (!expired(transaction, config_.transactional_id_expiration_ms, now)) return std::nullopt;
    return TransactionChange{id, std::nullopt};
  };
  return sweep(expiry_, config_.transaction_remove_expired_transaction_cleanup_interval_ms, now, forget);
}

void TransactionShard::rest(Now now) {
  for (auto* each : {&timeouts_, &expiry_})
    *each = {.due_ms = now.steady_ms + config_.sweep_retry_ms, .next_id = ""};
}

TransactionDecision TransactionShard::sweep(
    Sweep& sweep, std::int64_t interval_ms, Now now,
    const std::function<std::optional<TransactionChange>(const std::string&, const Transaction&)>& change)
    const {
  TransactionDecision decision;
  std::size_t size = 0;
  for (auto at = transactions_.lower_bound(sweep.next_id); at != transactions_.end(); ++at) {
    if (size >= config_.sweep_batch_bytes) {
      sweep.next_id = at->first;
      return decision;
    }
    auto wanted = change(at->first, at->second);
    if (!wanted) continue;
    size += size_of(*wanted);
    decision.changes.push_back(std::move(*wanted));
    const auto cause = cause_of(decision.changes.back(), at->second, config_);
    note_last_change(decision, &at->second, {cause}, now);
  }
  sweep = {.due_ms = now.steady_ms + interval_ms, .next_id = ""};
  return decision;
}

}  // namespace moldau::coord::transactions
