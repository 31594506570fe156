#include "log/transaction_verifications.h"

#include <fmt/core.h>

#include "log/elapsed.h"

namespace moldau::log {

VerificationGuard TransactionVerifications::begin(const TransactionBegin& batch, std::int64_t now_ms) {
  if (const auto found = entries_.find(batch.producer_id); found != entries_.end()) {
    auto& entry = found->second;
    const bool newer = batch.producer_epoch > entry.producer_epoch;
    const bool earlier =
        batch.producer_epoch == entry.producer_epoch && batch.base_sequence < entry.lowest_sequence;
    if (newer) entry.producer_epoch = batch.producer_epoch;
    if (newer || earlier) entry.lowest_sequence = batch.base_sequence;
    return entry.guard;
  }
  if (entries_.size() >= kMostEntries) erase(by_age_.begin()->second);
  entries_.emplace(batch.producer_id,
                   Entry{++last_, now_ms, batch.producer_epoch, batch.base_sequence, batch.second_protocol});
  by_age_.emplace(last_, batch.producer_id);
  return last_;
}

bool TransactionVerifications::holds(std::int64_t producer_id, VerificationGuard guard) const {
  const auto* entry = find(producer_id);
  return entry && entry->guard == guard;
}

const TransactionVerifications::Entry* TransactionVerifications::find(std::int64_t producer_id) const {
  const auto found = entries_.find(producer_id);
  return found == entries_.end() ? nullptr : &found->second;
}

LogResult<void> TransactionVerifications::check_sequence(const protocol::BatchHeader& batch,
                                                         const ProducerEntry* known) const {
  const auto* entry = find(batch.producer_id);
  if (!entry) return {};
  const bool is_unknown = !known || known->batches().empty();
  const bool skips_first = entry->second_protocol && batch.base_sequence != 0 && is_unknown;
  if (!skips_first && batch.base_sequence <= entry->lowest_sequence) return {};
  return refuse(
      protocol::ErrorCode::kOutOfOrderSequenceNumber,
      fmt::format("producer {} with epoch {} sent sequence {} where {} is due", batch.producer_id,
                  batch.producer_epoch, batch.base_sequence, skips_first ? 0 : entry->lowest_sequence));
}

void TransactionVerifications::erase(std::int64_t producer_id) {
  const auto found = entries_.find(producer_id);
  if (found == entries_.end()) return;
  by_age_.erase(found->second.guard);
  entries_.erase(found);
}

void TransactionVerifications::expire(std::int64_t now_ms, std::int64_t expiration_ms) {
  while (!by_age_.empty()) {
    const auto oldest = by_age_.begin()->second;
    if (elapsed_ms(entries_.at(oldest).begun_ms, now_ms) < expiration_ms) return;
    erase(oldest);
  }
}

}  // namespace moldau::log
