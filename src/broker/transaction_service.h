#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "broker/blocking_pool.h"
#include "broker/cluster_view.h"
#include "broker/coordinator_log.h"
#include "broker/deadline_timer.h"
#include "broker/event_log.h"
#include "broker/io_thread.h"
#include "broker/partition.h"
#include "broker/run_on.h"
#include "broker/transaction_markers.h"
#include "broker/transaction_partition.h"
#include "coord/transactions/transaction_shard.h"
#include "metadata/api_error.h"
#include "metadata/config/server_config.h"

namespace moldau::broker {

/// Runs the transaction coordinators on one thread: a shard for each partition of __transaction_state, found
/// by Kafka's hash of the transactional id. A shard decides, its records are appended and applied, and the
/// answers go out once they are committed. Then the markers of transactions that end are written, again and
/// again until all are, and the end is noted.
class TransactionService {
 public:
  template <class T>
  using Result = std::expected<T, protocol::ErrorCode>;
  using Outcome = coord::transactions::TransactionOutcome;
  using Decision = coord::transactions::TransactionDecision;
  using Shard = coord::transactions::TransactionShard;
  /// Run again with a producer id where it asked for one.
  using Operation = std::function<Decision(const Shard&, std::optional<std::int64_t> fresh_id, coord::Now)>;
  /// One code a partition, in order.
  using Verified = std::move_only_function<void(std::vector<protocol::ErrorCode>)>;

  /// What the coordinators need of the rest of the broker.
  struct Surroundings {
    std::function<boost::asio::awaitable<metadata::ApiResult<std::int64_t>>()> next_producer_id;
    std::function<void(std::vector<Marker>, MarkersWritten)> write_markers;
  };

  TransactionService(const metadata::ServerConfig& config, const Clock& clock, EventLog& events,
                     Surroundings around);
  ~TransactionService();

  /// From any thread. Loads the shards of __transaction_state that are new; other topics are none of its
  /// business.
  void topic_served(const ServedTopicPtr& topic);
  void topic_deleted(const metadata::Topic& topic);
  /// No answers come afterwards.
  void stop();
  /// Drops what waits. REQUIRES: stopped, and nobody writes markers any more.
  void drop();

  /// Runs an operation of the id's shard and waits for its outcome. Errors of ours: NOT_COORDINATOR,
  /// COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE.
  boost::asio::awaitable<Outcome> ask(std::string transactional_id, Operation operation);
  /// Who is about to write where in which transaction, with what request.
  struct Verification {
    std::string transactional_id;
    coord::transactions::ProducerIdAndEpoch producer;
    std::vector<TransactionPartition> partitions;
    /// Since the second protocol (Produce 12, TxnOffsetCommit 5) they are added where they are not.
    bool add = false;
    coord::ClientContext client = {};
    std::string_view api = {};  // its name, a literal
  };
  /// Whether the partitions are in the producer's ongoing transaction, for Produce and TxnOffsetCommit.
  /// Calls back once, on any thread, with what the coordinator says: INVALID_PRODUCER_ID_MAPPING,
  /// PRODUCER_FENCED, CONCURRENT_TRANSACTIONS, where they are not added TRANSACTION_ABORTABLE, and the errors
  /// of ask(). From any thread.
  void verify(Verification asked, Verified then);
  /// Reads of the id's shard, answered once all that they saw is committed. The same errors.
  template <class T>
  boost::asio::awaitable<Result<T>> read(std::string transactional_id, std::function<T(const Shard&)> what);
  /// The transactions of all shards.
  boost::asio::awaitable<Result<std::vector<coord::transactions::ListedTransaction>>> list(
      protocol::ListTransactionsRequest request, coord::transactions::MatchesId matches);
  /// What monitoring wants to know, as it is in memory now.
  boost::asio::awaitable<coord::transactions::TransactionReport> report();

 private:
  enum class State { kLoading, kActive, kUnavailable };
  struct Hosted : CoordinatorLog {
    std::int32_t index = 0;
    State state = State::kLoading;
    std::optional<Shard> transactions;
  };
  /// A prepared transaction and where its end is not written yet.
  struct Ending {
    std::int32_t shard = 0;
    std::shared_ptr<Partition> log;  // the shard's: with another one it is another coordinator
    std::string transactional_id;
    Marker marker;  // with the partitions that are left
  };
  using Told = std::move_only_function<void(Outcome)>;

  // All on the coordinator's thread.
  Result<Hosted*> shard_of(std::string_view transactional_id);
  void add_shard(std::int32_t index, const std::shared_ptr<Partition>& partition);
  void loaded(std::int32_t index, const std::shared_ptr<Partition>& partition, std::optional<Shard> shard);
  void sweep(Hosted& shard);
  /// Nothing where the operation wants a producer id first.
  boost::asio::awaitable<std::optional<Outcome>> attempt(std::string transactional_id, Operation operation,
                                                         std::optional<std::int64_t> fresh_id);
  /// Whether the decision was appended, where it wants that.
  bool run(Hosted& shard, Decision decision, Told then);
  std::expected<void, Refusal> append(Hosted& shard, const Decision& decision);
  void disable(Hosted& shard);

  // Ends of transactions: transaction_service_ends.cc.
  void end(std::int32_t index, const std::string& transactional_id);
  void queue(Ending ending);
  void write_queued();
  void written(std::vector<Ending> endings, const std::vector<std::vector<protocol::ErrorCode>>& results);
  void finish(Ending ending);
  void retry_later(Ending ending);
  void retry(std::int64_t now_ms);
  /// Null where it is not the coordinator any more.
  Hosted* coordinator_of(const Ending& ending);

  void arm_timer();
  void on_timer();

  const metadata::ServerConfig& config_;
  const Clock& clock_;
  EventLog& events_;
  const coord::transactions::TransactionConfig transaction_config_;
  const Surroundings around_;
  std::map<std::int32_t, Hosted> shards_;
  std::int32_t partition_count_ = 0;
  std::vector<Ending> queued_, to_retry_;
  bool is_write_posted_ = false;
  std::int64_t retry_due_ms_ = -1;
  BlockingPool loader_;
  IoThread thread_;
  std::optional<DeadlineTimer> timer_;  // until stop()
};

template <class T>
boost::asio::awaitable<TransactionService::Result<T>> TransactionService::read(
    std::string transactional_id, std::function<T(const Shard&)> what) {
  return suspend<Result<T>>(
      [this, id = std::move(transactional_id), what = std::move(what)](Resume<Result<T>> resume) mutable {
        boost::asio::post(thread_.executor(), [this, id = std::move(id), what = std::move(what),
                                               resume = std::move(resume)]() mutable {
          const auto shard = shard_of(id);
          if (!shard) return resume(std::unexpected(shard.error()));
          (*shard)->when_committed(thread_.executor(), [value = what(*(*shard)->transactions),
                                                        resume = std::move(resume)](auto code) mutable {
            if (code == protocol::ErrorCode::kNone)
              resume(std::move(value));
            else
              resume(std::unexpected(protocol::ErrorCode::kNotCoordinator));
          });
        });
      });
}

}  // namespace moldau::broker
