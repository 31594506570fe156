#include <boost/asio/post.hpp>
#include <iterator>
#include <utility>

#include "base/diag.h"
#include "broker/transaction_service.h"

/// The end of transactions that are prepared: their markers, and the record that says that all are written.
namespace moldau::broker {
namespace {

using protocol::ErrorCode;
constexpr std::int64_t kRetryMs = 100;

/// Whether the partition has its marker, or will never need one.
bool is_settled(ErrorCode error) {
  switch (error) {
    case ErrorCode::kNone:
    case ErrorCode::kUnknownTopicOrPartition:  // deleted, and its records with it
    case ErrorCode::kUnsupportedForMessageFormat:
    // The partition has seen a later epoch of the producer or coordinator, and so this end too.
    case ErrorCode::kInvalidProducerEpoch:
    case ErrorCode::kTransactionCoordinatorFenced: return true;
    default: return false;
  }
}

}  // namespace

void TransactionService::end(std::int32_t index, const std::string& transactional_id) {
  const auto shard = shards_.find(index);
  if (shard == shards_.end() || shard->second.state != State::kActive) return;
  const auto* transaction = shard->second.transactions->find(transactional_id);
  if (!transaction || !transaction->is_prepared()) return;
  const auto& log = shard->second.partition;
  Ending ending{.shard = index, .log = log, .transactional_id = transactional_id, .marker = {}};
  ending.marker.producer_id = transaction->producer.id;
  ending.marker.producer_epoch = transaction->producer.epoch;
  ending.marker.coordinator_epoch = log->leader_epoch();
  ending.marker.commit = transaction->state == coord::transactions::TransactionState::kPrepareCommit;
  ending.marker.transaction_version = static_cast<std::int8_t>(transaction->client_version);
  for (const auto& [topic, partition] : transaction->partitions)
    ending.marker.partitions.push_back({topic, partition});
  queue(std::move(ending));
}

void TransactionService::queue(Ending ending) {
  if (ending.marker.partitions.empty()) return finish(std::move(ending));
  queued_.push_back(std::move(ending));
  if (std::exchange(is_write_posted_, true)) return;
  boost::asio::post(thread_.executor(), [this] { write_queued(); });
}

/// Everything that was committed together is one piece of work.
void TransactionService::write_queued() {
  is_write_posted_ = false;
  std::vector<Marker> markers;
  for (const auto& ending : queued_) markers.push_back(ending.marker);
  around_.write_markers(
      std::move(markers), [this, endings = std::exchange(queued_, {})](auto results) mutable {
        boost::asio::post(thread_.executor(),
                          [this, endings = std::move(endings), results = std::move(results)]() mutable {
                            written(std::move(endings), results);
                          });
      });
}

void TransactionService::written(std::vector<Ending> endings,
                                 const std::vector<std::vector<ErrorCode>>& results) {
  for (std::size_t i = 0; i < endings.size(); ++i) {
    auto& ending = endings[i];
    std::vector<TransactionPartition> left;
    for (std::size_t k = 0; k < ending.marker.partitions.size(); ++k) {
      const auto error = results[i][k];
      auto& partition = ending.marker.partitions[k];
      if (error != ErrorCode::kNone)
        diag::debug("marker is not written transactional_id={} partition={}-{} error={}",
                    ending.transactional_id, partition.topic, partition.index, protocol::name(error));
      if (!is_settled(error)) left.push_back(std::move(partition));
    }
    ending.marker.partitions = std::move(left);
    if (ending.marker.partitions.empty())
      finish(std::move(ending));
    else
      retry_later(std::move(ending));
  }
}

void TransactionService::finish(Ending ending) {
  auto* shard = coordinator_of(ending);
  if (!shard) return;
  auto decision = shard->transactions->complete(ending.transactional_id,
                                                {ending.marker.producer_id, ending.marker.producer_epoch},
                                                coord::Now::of(clock_));
  if (!run(*shard, std::move(decision), [](const Outcome&) {})) retry_later(std::move(ending));
}

void TransactionService::retry_later(Ending ending) {
  if (!coordinator_of(ending)) return;
  if (to_retry_.empty()) retry_due_ms_ = clock_.steady_ms() + kRetryMs;
  to_retry_.push_back(std::move(ending));
  arm_timer();
}

void TransactionService::retry(std::int64_t now_ms) {
  if (to_retry_.empty() || retry_due_ms_ > now_ms) return;
  for (auto& ending : std::exchange(to_retry_, {}))
    if (coordinator_of(ending)) queue(std::move(ending));
}

TransactionService::Hosted* TransactionService::coordinator_of(const Ending& ending) {
  const auto found = shards_.find(ending.shard);
  if (found == shards_.end() || found->second.partition != ending.log) return nullptr;
  return found->second.state == State::kActive ? &found->second : nullptr;
}

}  // namespace moldau::broker
