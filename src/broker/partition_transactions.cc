#include <fmt/format.h>

#include "broker/partition.h"
#include "broker/partition_wakeups.h"

/// What coordinators append, and what keeps transactions apart.
namespace moldau::broker {

std::expected<Partition::Appended, Refusal> Partition::append_as_coordinator(MutableByteView batch,
                                                                             log::VerificationGuard guard) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  return append_valid(batch,
                      {leader_epoch_, around_.clock.wall_ms(), log::AppendOrigin::kCoordinator,
                       config_.verify_transactions, guard},
                      wakeups);
}

std::expected<Partition::Appended, Refusal> Partition::append_marker(const TransactionEnd& end) {
  if (end.producer_id < 0 || end.producer_epoch < 0)
    return std::unexpected(
        Refusal{protocol::ErrorCode::kUnknownServerError,
                fmt::format("no marker can be of producer {} with epoch {}: both are 0 or more",
                            end.producer_id, end.producer_epoch),
                {}});
  const auto now_ms = around_.clock.wall_ms();
  auto batch = end.marker.to_batch(end.producer_id, end.producer_epoch, now_ms);
  log::AppendOptions options{leader_epoch_, now_ms, log::AppendOrigin::kCoordinator};
  options.transaction_version = end.transaction_version;
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  return append_valid(batch, options, wakeups);
}

std::expected<log::VerificationGuard, Refusal> Partition::begin_verification(
    const log::TransactionBegin& batch) {
  const std::lock_guard lock(mutex_);
  if (!log_) return std::unexpected(gone());
  return log_->begin_verification(batch, around_.clock.wall_ms());
}

}  // namespace moldau::broker
