#include "log/producer_state.h"

#include <algorithm>
#include <fmt/core.h>
#include <limits>

#include "base/mutation.h"
#include "log/elapsed.h"

namespace moldau::log {

using protocol::BatchHeader;
using protocol::ErrorCode;

namespace {

constexpr std::int16_t kNoEpoch = -1;
constexpr std::int16_t kLastEpoch = std::numeric_limits<std::int16_t>::max();
/// The first whose transactions end with a new epoch.
constexpr std::int8_t kEndsWithNewEpoch = 2;

bool in_sequence(std::int32_t last, std::int32_t next) {
  if (MOLDAU_MUTATION("sequence-does-not-wrap")) return next == last + 1LL;
  return next == last + 1LL || (next == 0 && last == std::numeric_limits<std::int32_t>::max());
}

LogResult<void> check_epoch(const BatchHeader& batch, std::int16_t current) {
  if (batch.producer_epoch >= current) return {};
  return refuse(ErrorCode::kInvalidProducerEpoch,
                fmt::format("producer {} has epoch {}, which is below {}", batch.producer_id,
                            batch.producer_epoch, current));
}

/// A marker that comes late, when the next transaction with its epoch is open already, must not end that one.
/// One that is written again, and one of the last epoch, change nothing or cannot be told.
LogResult<void> check_is_new(const BatchHeader& batch, const ProducerEntry& entry) {
  if (MOLDAU_MUTATION("late-marker-ends-the-next")) return {};
  if (batch.producer_epoch > entry.epoch || entry.transaction_first_offset < 0 ||
      batch.producer_epoch == kLastEpoch)
    return {};
  return refuse(ErrorCode::kInvalidProducerEpoch,
                fmt::format("marker of producer {} with epoch {}, which its open transaction has",
                            batch.producer_id, batch.producer_epoch));
}

LogResult<void> check_sequence(const BatchHeader& batch, const ProducerEntry* entry) {
  if (!entry || entry->epoch == kNoEpoch) return {};
  const bool same_epoch = batch.producer_epoch == entry->epoch;
  if (same_epoch ? in_sequence(entry->last_sequence(), batch.base_sequence) : batch.base_sequence == 0)
    return {};
  return refuse(
      ErrorCode::kOutOfOrderSequenceNumber,
      fmt::format("producer {} with epoch {} sent sequence {} after {} of epoch {}", batch.producer_id,
                  batch.producer_epoch, batch.base_sequence, entry->last_sequence(), entry->epoch));
}

}  // namespace

const ProducerEntry* ProducerState::find(std::int64_t producer_id) const {
  const auto found = entries_.find(producer_id);
  return found == entries_.end() ? nullptr : &found->second;
}

bool ProducerState::has_open_transaction(std::int64_t producer_id, std::int16_t producer_epoch) const {
  const auto* entry = find(producer_id);
  return entry && entry->transaction_first_offset >= 0 && entry->epoch == producer_epoch;
}

bool ProducerState::any_transactional() const {
  return std::ranges::any_of(entries_, [](const auto& each) {
    return each.second.coordinator_epoch >= 0 || each.second.transaction_first_offset >= 0;
  });
}

const ProducerBatch* ProducerState::duplicate_of(const BatchHeader& batch) const {
  const auto* entry = find(batch.producer_id);
  const auto* known = entry ? entry->find(batch) : nullptr;
  if (MOLDAU_MUTATION("one-batch-is-known") && known && known != &entry->batches().back()) return nullptr;
  return known;
}

ProducerState ProducerState::only_of(std::span<const BatchHeader> batches) const {
  ProducerState some;
  for (const auto& batch : batches)
    if (const auto* entry = find(batch.producer_id)) some.entries_.emplace(batch.producer_id, *entry);
  return some;
}

LogResult<void> ProducerState::check(const BatchHeader& batch, SequenceRule rule) const {
  if (rule == SequenceRule::kNone) return {};
  const auto* entry = find(batch.producer_id);
  if (auto fine = check_epoch(batch, entry ? entry->epoch : kNoEpoch); !fine) return fine;
  if (rule == SequenceRule::kFull)
    if (auto fine = check_sequence(batch, entry); !fine) return fine;
  if (entry && entry->transaction_first_offset >= 0 && !batch.is_transactional())
    return refuse(ErrorCode::kInvalidTxnState,
                  fmt::format("producer {} wrote outside of its open transaction", batch.producer_id));
  return {};
}

LogResult<void> ProducerState::check(const BatchHeader& batch, const EndTransactionMarker& marker,
                                     SequenceRule rule, std::int8_t transaction_version) const {
  const auto* entry = find(batch.producer_id);
  if (rule == SequenceRule::kNone || !entry) return {};
  if (auto fine = check_epoch(batch, entry->epoch); !fine) return fine;
  if (transaction_version >= kEndsWithNewEpoch)
    if (auto fine = check_is_new(batch, *entry); !fine) return fine;
  if (marker.coordinator_epoch < entry->coordinator_epoch)
    return refuse(ErrorCode::kTransactionCoordinatorFenced,
                  fmt::format("marker of coordinator epoch {}, which is below {}", marker.coordinator_epoch,
                              entry->coordinator_epoch));
  return {};
}

void ProducerState::add(const BatchHeader& batch) {
  auto& entry = entries_[batch.producer_id];
  entry.add(batch.producer_epoch,
            {batch.last_sequence(), batch.last_offset(), batch.last_offset_delta, batch.max_timestamp});
  if (!batch.is_transactional() || entry.transaction_first_offset >= 0) return;
  entry.transaction_first_offset = batch.base_offset;
  open_[batch.base_offset] = batch.producer_id;
}

std::optional<CompletedTransaction> ProducerState::add(const BatchHeader& batch,
                                                       const EndTransactionMarker& marker) {
  auto& entry = entries_[batch.producer_id];
  entry.update_epoch(batch.producer_epoch);
  entry.coordinator_epoch = marker.coordinator_epoch;
  entry.last_timestamp_ms = batch.max_timestamp;
  if (entry.transaction_first_offset < 0) return std::nullopt;  // nothing was written in it
  const CompletedTransaction completed{batch.producer_id, entry.transaction_first_offset, batch.base_offset,
                                       !marker.commit};
  open_.erase(entry.transaction_first_offset);
  entry.transaction_first_offset = -1;
  unreplicated_[completed.first_offset] = completed;
  return completed;
}

std::optional<std::int64_t> ProducerState::first_undecided_offset() const {
  if (open_.empty()) return std::nullopt;
  return open_.begin()->first;
}

std::optional<std::int64_t> ProducerState::first_unstable_offset(std::int64_t high_watermark) const {
  const auto first = first_undecided_offset();
  for (const auto& [first_offset, completed] : unreplicated_) {
    if (first && first_offset >= *first) break;
    if (completed.last_offset >= high_watermark) return first_offset;
  }
  return first;
}

void ProducerState::settle_below(std::int64_t offset) {
  std::erase_if(unreplicated_, [&](const auto& each) { return each.second.last_offset < offset; });
}

std::int64_t ProducerState::last_stable_offset_after(const CompletedTransaction& completed) const {
  return open_.empty() ? completed.last_offset + 1 : open_.begin()->first;
}

void ProducerState::truncate_from_start(std::int64_t log_start_offset) {
  settle_below(log_start_offset);
}

void ProducerState::expire(std::int64_t now_ms, std::int64_t expiration_ms) {
  for (auto at = entries_.begin(); at != entries_.end();) {
    const bool idle = at->second.is_idle_for(expiration_ms, now_ms);
    if (idle && at->second.transaction_first_offset < 0)
      at = entries_.erase(at);
    else
      ++at;
  }
}

void ProducerState::clear() {
  entries_.clear();
  open_.clear();
  unreplicated_.clear();
}

void ProducerState::recall(std::int64_t producer_id, std::span<const BatchHeader> batches) {
  const auto found = entries_.find(producer_id);
  if (found == entries_.end() || batches.empty()) return;
  auto& entry = found->second;
  const auto& last = batches.back();
  if (last.producer_epoch != entry.epoch || last.last_offset() != entry.last_offset()) return;
  const auto timestamp_ms = entry.last_timestamp_ms;
  const bool heard = entry.heard;
  entry.update_epoch(kNoEpoch);
  for (const auto& batch : batches)
    entry.add(last.producer_epoch,
              {batch.last_sequence(), batch.last_offset(), batch.last_offset_delta, batch.max_timestamp});
  entry.last_timestamp_ms = timestamp_ms;
  entry.heard = heard;
}

}  // namespace moldau::log
