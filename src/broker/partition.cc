#include "broker/partition.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace moldau::broker {

using protocol::ErrorCode;

/// What is told once the lock is released.
struct Partition::Wakeups {
  std::vector<std::shared_ptr<Waiter>> waiters;
  std::vector<std::pair<Committed, ErrorCode>> commits;
  std::string failure;

  ~Wakeups() {
    for (const auto& waiter : waiters) waiter->notify();
    for (auto& [callback, code] : commits) callback(code);
  }
};

std::string Partition::Identity::to_string() const { return fmt::format("{}-{}", topic, index); }

Partition::Partition(Identity identity, std::unique_ptr<log::Log> log, std::int32_t leader_epoch, const Clock& clock,
                     BlockingPool& syncs, OnFailure on_failure)
    : identity_(std::move(identity)),
      leader_epoch_(leader_epoch),
      clock_(clock),
      syncs_(syncs),
      on_failure_(std::move(on_failure)),
      log_(std::move(log)),
      high_watermark_(log_->log_end_offset()) {}

Partition::Partition(Identity identity, std::string offline_reason, std::int32_t leader_epoch, const Clock& clock,
                     BlockingPool& syncs)
    : identity_(std::move(identity)),
      leader_epoch_(leader_epoch),
      clock_(clock),
      syncs_(syncs),
      gone_(ErrorCode::kKafkaStorageError),
      gone_reason_(std::move(offline_reason)) {}

std::expected<Partition::Appended, Refusal> Partition::append(MutableByteView batches,
                                                              const protocol::ValidationOptions& options) {
  Wakeups wakeups;
  std::unique_lock lock(mutex_);
  if (!log_) return std::unexpected(Refusal{gone_, gone_reason_, {}});
  auto valid = protocol::validate(batches, options);
  return {};
}

}  // namespace moldau::broker
