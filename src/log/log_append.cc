#include <algorithm>
#include <fmt/core.h>
#include <utility>

#include "log/log.h"

namespace moldau::log {

using protocol::BatchHeader;
using protocol::ErrorCode;
using protocol::TimestampType;

namespace {

constexpr std::string_view kGroupTopic = "__consumer_offsets";

}  // namespace

LogResult<AppendResult> Log::append(MutableByteView bytes, const AppendOptions& options) {
  if (failure_) return refused();
  thread_local Arrival arrival;  // kept for its memory, which is in the processor's cache whichever log it is
  if (auto done = inspect(bytes, options.origin, arrival); !done) return std::unexpected(done.error());
  const auto duplicate = check_producers(arrival, options);
  if (!duplicate) return std::unexpected(duplicate.error());
  if (*duplicate) {
    if (auto done = settle(); !done)
      return std::unexpected(done.error());  // whoever asks is told that it is there
    return **duplicate;
  }
  if (auto done = assign_offsets(bytes, arrival, options); !done) return std::unexpected(done.error());

  if (auto done = make_room(bytes.size(), arrival, options.now_ms); !done) return failed(done.error());
  const auto file = active().prepare_append(bytes.size());
  if (!file) return failed(file.error());
  if (auto done = active().append(*file, bytes, arrival.batches, options.gather); !done)
    return failed_midway(done.error());
  if (std::exchange(dirty_log_, active().base_offset()) != active().base_offset())
    mark_dirty(active().log_file());
  if (auto done = note_appended(arrival); !done) return failed_midway(done.error());
  const bool stamped = config_.message_timestamp_type == TimestampType::kLogAppendTime;
  return AppendResult{arrival.batches.front().base_offset, log_end_offset_ - 1, stamped ? options.now_ms : -1,
                      log_start_offset_, false};
}

LogResult<void> Log::inspect(ByteView bytes, AppendOrigin origin, Arrival& arrival) const {
  arrival.batches.clear();
  arrival.markers.clear();
  for (std::size_t at = 0; at < bytes.size();) {
    const auto header = protocol::read_batch_header(bytes.subspan(at));
    if (!header || !fits(*header, at, bytes.size()))
      return refuse(ErrorCode::kCorruptMessage,
                    fmt::format("no record batch at position {} of the records", at));
    if (origin != AppendOrigin::kReplication &&
        header->size() > static_cast<std::size_t>(config_.max_message_bytes))
      return refuse(ErrorCode::kMessageTooLarge,
                    fmt::format("a batch of {} bytes is larger than max.message.bytes, {}", header->size(),
                                config_.max_message_bytes));
    arrival.batches.push_back(*header);
    arrival.markers.push_back(
        header->is_control() ? EndTransactionMarker::parse(bytes.subspan(at, header->size())) : std::nullopt);
    at += header->size();
  }
  if (arrival.batches.empty()) return refuse(ErrorCode::kInvalidRecord, "no record batch to append");
  if (bytes.size() > static_cast<std::size_t>(config_.segment_bytes))
    return refuse(ErrorCode::kRecordListTooLarge, fmt::format("{} bytes are larger than segment.bytes, {}",
                                                              bytes.size(), config_.segment_bytes));
  return {};
}

VerificationGuard Log::begin_verification(const TransactionBegin& batch, std::int64_t now_ms) {
  if (producers_.has_open_transaction(batch.producer_id, batch.producer_epoch)) return kNoGuard;
  return verifications_.begin(batch, now_ms);
}

void Log::expire_producers(std::int64_t now_ms) {
  producers_.expire(now_ms, config_.producer_id_expiration_ms);
  verifications_.expire(now_ms, config_.producer_id_expiration_ms);
}

/// Nothing is written in a transaction that its coordinator does not know of: nobody would end it.
LogResult<void> Log::check_begin(const BatchHeader& batch, const AppendOptions& options) const {
  if (!options.verify_transactions || !batch.is_transactional() ||
      producers_.has_open_transaction(batch.producer_id, batch.producer_epoch) ||
      verifications_.holds(batch.producer_id, options.guard))
    return {};
  return refuse(ErrorCode::kInvalidTxnState,
                fmt::format("producer {} with epoch {} has no ongoing transaction here", batch.producer_id,
                            batch.producer_epoch));
}

LogResult<std::optional<AppendResult>> Log::check_producers(const Arrival& arrival,
                                                            const AppendOptions& options) const {
  const auto origin = options.origin;
  if (origin == AppendOrigin::kReplication) return std::nullopt;
  const bool group_state = origin == AppendOrigin::kCoordinator && topic_ == kGroupTopic;
  const auto rule = group_state ? SequenceRule::kEpochOnly : SequenceRule::kFull;
  ProducerState staged;
  const bool several = arrival.batches.size() > 1;
  if (several) staged = producers_.only_of(arrival.batches);
  const auto& known = several ? staged : producers_;
  for (std::size_t i = 0; i < arrival.batches.size(); ++i) {
    const auto& batch = arrival.batches[i];
    if (!batch.has_producer_id()) continue;
    if (const auto& marker = arrival.markers[i]) {
      if (auto fine = known.check(batch, *marker, rule, options.transaction_version); !fine)
        return std::unexpected(fine.error());
      if (several) staged.add(batch, *marker);
      continue;
    }
    if (origin == AppendOrigin::kClient)
      if (const auto* before = producers_.duplicate_of(batch))
        return AppendResult{before->first_offset(), before->last_offset, before->timestamp_ms,
                            log_start_offset_, true};
    if (auto fine = check_begin(batch, options); !fine) return std::unexpected(fine.error());
    if (auto fine = known.check(batch, rule); !fine) return std::unexpected(fine.error());
    if (origin == AppendOrigin::kClient && verifications_.size() > 0)
      if (auto fine = verifications_.check_sequence(batch, known.find(batch.producer_id)); !fine)
        return std::unexpected(fine.error());
    if (several) staged.add(batch);
  }
  return std::nullopt;
}

LogResult<void> Log::assign_offsets(MutableByteView bytes, Arrival& arrival,
                                    const AppendOptions& options) const {
  auto next = log_end_offset_;
  std::size_t at = 0;
  for (auto& header : arrival.batches) {
    const auto batch = bytes.subspan(at, header.size());
    at += header.size();
    if (options.origin == AppendOrigin::kReplication) {
      if (header.base_offset < next)
        return refuse(ErrorCode::kInvalidRecord,
                      fmt::format("batch at offset {} where {} or more is due", header.base_offset, next));
    } else {
      header.base_offset = next;
      header.leader_epoch = options.leader_epoch;
      protocol::set_base_offset(batch, header.base_offset);
      protocol::set_leader_epoch(batch, header.leader_epoch);
      if (config_.message_timestamp_type == TimestampType::kLogAppendTime) {
        header.max_timestamp = options.now_ms;
        protocol::set_log_append_time(batch, options.now_ms);
      }
    }
    next = header.next_offset();
  }
  return {};
}

LogResult<void> Log::make_room(std::uint64_t size, const Arrival& arrival, std::int64_t now_ms) {
  const auto newest = std::ranges::max(arrival.batches, {}, &BatchHeader::max_timestamp).max_timestamp;
  const auto roll = active().must_roll({size, arrival.batches.back().last_offset(), newest, now_ms});
  if (!roll) return std::unexpected(roll.error());
  return *roll ? roll_to(arrival.batches.front().base_offset, now_ms) : LogResult<void>();
}

LogResult<void> Log::note_appended(const Arrival& arrival) {
  bool new_epoch = false;
  for (std::size_t i = 0; i < arrival.batches.size(); ++i) {
    const auto& batch = arrival.batches[i];
    if (batch.leader_epoch >= 0) new_epoch |= epochs_.assign(batch.leader_epoch, batch.base_offset);
    if (batch.is_transactional()) {
      verifications_.erase(batch.producer_id);
      if (auto done = begin_transactions(); !done) return done;
    }
    if (auto done = add_to_producers(batch, arrival.markers[i], &active().transaction_index()); !done)
      return done;
  }
  log_end_offset_ = arrival.batches.back().next_offset();
  return new_epoch ? save_epochs() : LogResult<void>();
}

/// `aborted` takes the transactions that end here in an abort; null where they are in it already.
LogResult<void> Log::add_to_producers(const BatchHeader& batch,
                                      const std::optional<EndTransactionMarker>& marker,
                                      TransactionIndex* aborted) {
  if (!batch.has_producer_id()) return {};
  if (!marker) {
    if (!batch.is_control()) producers_.add(batch);
    return {};
  }
  const auto completed = producers_.add(batch, *marker);
  if (!completed || !completed->aborted || !aborted) return {};
  if (auto done = aborted->append(*completed, producers_.last_stable_offset_after(*completed)); !done)
    return done;
  mark_dirty(aborted->file());
  return {};
}

}  // namespace moldau::log
