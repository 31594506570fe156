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
#include <unordered_map>
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
#include "coord/group_shard.h"
#include "metadata/config/server_config.h"

namespace moldau::broker {

/// The partition of __consumer_offsets that a group belongs to: Kafka's hash of its id.
std::int32_t group_partition(std::string_view group_id, std::int32_t partition_count);

/// Runs the group coordinators on one thread: a shard for each partition of __consumer_offsets. A shard
/// decides, its records are appended and replayed, and the answers go out once they are committed.
class GroupService {
 public:
  /// Of the shards that are loaded.
  struct Report {
    std::vector<coord::GroupReport> groups;
    std::uint64_t rebalance_count = 0;
  };

  template <class T>
  using Result = std::expected<T, protocol::ErrorCode>;
  using Operation = std::move_only_function<coord::Effects(coord::GroupShard&, coord::Ticket, coord::Now)>;

  GroupService(const metadata::ServerConfig& config, const Clock& clock, EventLog& events);
  ~GroupService();

  /// From any thread. Loads the shards of __consumer_offsets that are new; other topics are none of its
  /// business.
  void topic_served(const ServedTopicPtr& topic);
  /// From any thread. Forgets what groups committed for the topic.
  void topic_deleted(const metadata::Topic& topic);
  /// Drops what waits. No answers come afterwards.
  void stop();

  using Reply = Resume<Result<coord::Response>>;

  /// Runs an operation of the group's shard, and gives its answer on any thread. Errors: NOT_COORDINATOR,
  /// COORDINATOR_LOAD_IN_PROGRESS. `guard`: of the transaction that its records are part of.
  void begin(std::string group_id, Operation operation, log::VerificationGuard guard, Reply reply);
  /// The same, and waits for its answer.
  boost::asio::awaitable<Result<coord::Response>> ask(std::string group_id, Operation operation,
                                                      log::VerificationGuard guard = log::kNoGuard);
  /// Waits while the group's shard is loading. False where there is none.
  boost::asio::awaitable<bool> until_loaded(std::string group_id);
  /// Reads of the group's shard, answered once all that they saw is committed. The same errors.
  template <class T>
  boost::asio::awaitable<Result<T>> read(std::string group_id,
                                         std::function<T(const coord::GroupShard&)> what);
  /// From any thread. Ends a transaction in a partition of __consumer_offsets; calls back, on any thread,
  /// once that is committed. Errors: Partition::append_marker's, UNKNOWN_TOPIC_OR_PARTITION, and
  /// NOT_LEADER_OR_FOLLOWER where the shard is loading or unavailable, as coordinators of transactions do not
  /// know what goes on in other ones.
  void end_transaction(std::int32_t index, const Partition::TransactionEnd& end, Partition::Committed then);
  /// The groups of all shards.
  boost::asio::awaitable<Result<std::vector<coord::ListedGroup>>> list(protocol::ListGroupsRequest request);
  /// What monitoring wants to know, as it is in memory now.
  boost::asio::awaitable<Report> report();

 private:
  enum class ShardState { kLoading, kActive, kUnavailable };
  struct Shard : CoordinatorLog {
    ShardState state = ShardState::kLoading;
    std::optional<coord::GroupShard> groups;
    std::vector<Resume<bool>> waiting;  // for the end of loading
  };

  // All on the coordinator's thread.
  Result<Shard*> shard_of(std::string_view group_id);
  void add_shard(std::int32_t index, const std::shared_ptr<Partition>& partition);
  static void end_waiting(Shard& shard);
  void loaded(std::int32_t index, const std::shared_ptr<Partition>& partition,
              std::optional<coord::GroupShard> groups);
  bool is_any_loading() const;
  void run(Shard& shard, coord::Effects effects, log::VerificationGuard guard = log::kNoGuard);
  std::expected<Partition::Appended, Refusal> append(Shard& shard, const coord::Effects& effects,
                                                     log::VerificationGuard guard);
  void give(std::vector<coord::Answer> answers, protocol::ErrorCode code);
  void disable(Shard& shard);
  void arm_timer();
  void on_timer();

  const metadata::ServerConfig& config_;
  const Clock& clock_;
  EventLog& events_;
  const coord::GroupConfig group_config_;
  std::map<std::int32_t, Shard> shards_;
  std::int32_t partition_count_ = 0;
  /// Topics that went while a shard was loading, which has to hear of them yet.
  std::vector<coord::DeletedTopic> deleted_while_loading_;
  coord::Ticket last_ticket_ = 0;
  std::unordered_map<coord::Ticket, Reply> waiting_;
  BlockingPool loader_;
  IoThread thread_;
  std::optional<DeadlineTimer> timer_;  // until stop()
};

template <class T>
boost::asio::awaitable<GroupService::Result<T>> GroupService::read(
    std::string group_id, std::function<T(const coord::GroupShard&)> what) {
  return suspend<Result<T>>(
      [this, group_id = std::move(group_id), what = std::move(what)](Resume<Result<T>> resume) mutable {
        boost::asio::post(thread_.executor(), [this, group_id = std::move(group_id), what = std::move(what),
                                               resume = std::move(resume)]() mutable {
          const auto shard = shard_of(group_id);
          if (!shard) return resume(std::unexpected(shard.error()));
          (*shard)->when_committed(thread_.executor(), [value = what(*(*shard)->groups),
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
