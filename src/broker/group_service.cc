#include "broker/group_service.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/check.h"
#include "broker/group_loader.h"
#include "metadata/internal_topics.h"
#include "protocol/records/batch_builder.h"

namespace moldau::broker {
namespace {

using boost::asio::awaitable;
using protocol::ErrorCode;
constexpr std::size_t kLoaderThreads = 2;

coord::GroupConfig group_config_of(const metadata::ServerConfig& config) {
  coord::GroupConfig groups;
  groups.group_min_session_timeout_ms = config.groups.group_min_session_timeout_ms;
  groups.group_max_session_timeout_ms = config.groups.group_max_session_timeout_ms;
  groups.group_initial_rebalance_delay_ms = config.groups.group_initial_rebalance_delay_ms;
  groups.group_max_size = config.groups.group_max_size;
  groups.offset_metadata_max_bytes = config.groups.offset_metadata_max_bytes;
  groups.offsets_retention_ms = std::int64_t{60'000} * config.groups.offsets_retention_minutes;
  groups.offsets_retention_check_interval_ms = config.groups.offsets_retention_check_interval_ms;
  return groups;
}

Bytes batch_of(const coord::Effects& effects, std::int64_t now_ms) {
  protocol::BatchBuilder::Options options;
  if (effects.transaction) {
    options.producer_id = effects.transaction->producer_id;
    options.producer_epoch = effects.transaction->producer_epoch;
    options.transactional = true;
  }
  protocol::BatchBuilder builder(options);
  for (const auto& record : effects.records)
    builder.add(now_ms, ByteView(record.key),
                record.value ? std::optional<ByteView>(*record.value) : std::nullopt);
  return builder.build();
}

}  // namespace

GroupService::GroupService(const metadata::ServerConfig& config, const Clock& clock, EventLog& events)
    : config_(config),
      clock_(clock),
      events_(events),
      group_config_(group_config_of(config)),
      loader_("group-loader", kLoaderThreads),
      thread_("coordinator"),
      timer_(std::in_place, thread_.context(), [this] { on_timer(); }) {}

GroupService::~GroupService() {
  stop();
}

void GroupService::stop() {
  loader_.stop();
  thread_.stop();
  waiting_.clear();
  for (auto& [index, shard] : shards_) shard.waiting.clear();
  timer_.reset();
  thread_.reset();
}

void GroupService::topic_served(const ServedTopicPtr& topic) {
  if (topic->topic->name != metadata::kConsumerOffsetsTopic) return;
  boost::asio::post(thread_.executor(), [this, topic] {
    partition_count_ = topic->topic->partition_count();
    for (std::int32_t i = 0; i < partition_count_; ++i)
      if (!shards_.contains(i)) add_shard(i, topic->partition(i));
  });
}

void GroupService::topic_deleted(const metadata::Topic& topic) {
  coord::DeletedTopic deleted{topic.name, topic.id, clock_.wall_ms()};
  boost::asio::post(thread_.executor(), [this, deleted = std::move(deleted)] {
    if (deleted.name == metadata::kConsumerOffsetsTopic) {
      for (auto& [index, shard] : shards_) {
        disable(shard);
        end_waiting(shard);
      }
      shards_.clear();
      partition_count_ = 0;
      deleted_while_loading_.clear();
      return;
    }
    for (auto& [index, shard] : shards_)
      if (shard.state == ShardState::kActive)
        run(shard, shard.groups->remove_topics(std::span(&deleted, 1), coord::Now::of(clock_)));
    if (is_any_loading()) deleted_while_loading_.push_back(deleted);
    arm_timer();
  });
}

void GroupService::add_shard(std::int32_t index, const std::shared_ptr<Partition>& partition) {
  shards_[index].partition = partition;
  loader_.submit([this, index, partition] {
    auto groups = load_group_shard(*partition, group_config_);
    boost::asio::post(thread_.executor(), [this, index, partition, groups = std::move(groups)]() mutable {
      loaded(index, partition, std::move(groups));
    });
  });
}

void GroupService::loaded(std::int32_t index, const std::shared_ptr<Partition>& partition,
                          std::optional<coord::GroupShard> groups) {
  const auto found = shards_.find(index);
  // The topic may have been deleted, and made again, in the meantime.
  if (found == shards_.end() || found->second.partition != partition) return;
  auto& shard = found->second;
  shard.groups = std::move(groups);
  shard.state = shard.groups ? ShardState::kActive : ShardState::kUnavailable;
  const auto now = coord::Now::of(clock_);
  if (shard.state == ShardState::kActive) run(shard, shard.groups->finish_loading(now));
  if (shard.state == ShardState::kActive && !deleted_while_loading_.empty())
    run(shard, shard.groups->remove_topics(deleted_while_loading_, now));
  if (!is_any_loading()) deleted_while_loading_.clear();
  end_waiting(shard);
  arm_timer();
}

void GroupService::end_waiting(Shard& shard) {
  for (auto& resume : std::exchange(shard.waiting, {})) resume(shard.state == ShardState::kActive);
}

bool GroupService::is_any_loading() const {
  return std::ranges::any_of(shards_,
                             [](const auto& entry) { return entry.second.state == ShardState::kLoading; });
}

GroupService::Result<GroupService::Shard*> GroupService::shard_of(std::string_view group_id) {
  if (partition_count_ == 0) return std::unexpected(ErrorCode::kNotCoordinator);
  auto& shard = shards_.at(group_partition(group_id, partition_count_));
  if (shard.state == ShardState::kLoading) return std::unexpected(ErrorCode::kCoordinatorLoadInProgress);
  if (shard.state == ShardState::kUnavailable) return std::unexpected(ErrorCode::kNotCoordinator);
  return &shard;
}

void GroupService::begin(std::string group_id, Operation operation, log::VerificationGuard guard,
                         Reply reply) {
  boost::asio::post(thread_.executor(),
                    [this, group_id = std::move(group_id), operation = std::move(operation), guard,
                     reply = std::move(reply)]() mutable {
                      const auto shard = shard_of(group_id);
                      if (!shard) return reply(std::unexpected(shard.error()));
                      const auto ticket = ++last_ticket_;
                      waiting_.emplace(ticket, std::move(reply));
                      run(**shard, operation(*(*shard)->groups, ticket, coord::Now::of(clock_)), guard);
                      arm_timer();
                    });
}

awaitable<GroupService::Result<coord::Response>> GroupService::ask(std::string group_id, Operation operation,
                                                                   log::VerificationGuard guard) {
  return suspend<Result<coord::Response>>(
      [this, group_id = std::move(group_id), operation = std::move(operation), guard](Reply reply) mutable {
        begin(std::move(group_id), std::move(operation), guard, std::move(reply));
      });
}

awaitable<bool> GroupService::until_loaded(std::string group_id) {
  return suspend<bool>([this, group_id = std::move(group_id)](Resume<bool> resume) mutable {
    boost::asio::post(
        thread_.executor(), [this, group_id = std::move(group_id), resume = std::move(resume)]() mutable {
          const auto shard = shard_of(group_id);
          if (shard || shard.error() != ErrorCode::kCoordinatorLoadInProgress)
            return resume(shard.has_value());
          shards_.at(group_partition(group_id, partition_count_)).waiting.push_back(std::move(resume));
        });
  });
}

void GroupService::end_transaction(std::int32_t index, const Partition::TransactionEnd& end,
                                   Partition::Committed then) {
  boost::asio::post(thread_.executor(), [this, index, end, then = std::move(then)]() mutable {
    const auto found = shards_.find(index);
    if (found == shards_.end()) return then(ErrorCode::kUnknownTopicOrPartition);
    auto& shard = found->second;
    if (shard.state != ShardState::kActive) return then(ErrorCode::kNotLeaderOrFollower);
    const auto appended = shard.partition->append_marker(end);
    if (!appended) {
      then(appended.error().code);
      if (shard.partition->offline()) disable(shard);
      return;
    }
    shard.last_appended = appended->last_offset;
    shard.groups->replay_end(end.producer_id, end.marker.commit);
    shard.when_committed(thread_.executor(), std::move(then));
  });
}

awaitable<GroupService::Result<std::vector<coord::ListedGroup>>> GroupService::list(
    protocol::ListGroupsRequest request) {
  return run_on(thread_.executor(),
                [this, request = std::move(request)]() -> Result<std::vector<coord::ListedGroup>> {
                  std::vector<coord::ListedGroup> all;
                  for (auto& [index, shard] : shards_) {
                    if (shard.state == ShardState::kLoading)
                      return std::unexpected(ErrorCode::kCoordinatorLoadInProgress);
                    if (shard.state == ShardState::kActive)
                      std::ranges::move(shard.groups->list(request), std::back_inserter(all));
                  }
                  return all;
                });
}

awaitable<GroupService::Report> GroupService::report() {
  return run_on(thread_.executor(), [this] {
    Report all;
    for (auto& [index, shard] : shards_) {
      if (shard.state != ShardState::kActive) continue;
      all.rebalance_count += shard.groups->rebalance_count();
      std::ranges::move(shard.groups->report(), std::back_inserter(all.groups));
    }
    return all;
  });
}

void GroupService::run(Shard& shard, coord::Effects effects, log::VerificationGuard guard) {
  if (!effects.records.empty()) {
    const auto appended = append(shard, effects, guard);
    if (!appended) {
      shard.note_failure("group state", appended.error(), clock_.steady_ms());
      run(shard, shard.groups->abandon(std::move(effects), appended.error().code, coord::Now::of(clock_)));
      if (shard.partition->offline()) disable(shard);
      return;
    }
    shard.last_appended = appended->last_offset;
  }
  for (auto& event : effects.events)
    events_.note(Subject::kGroup, event.subject, event.what, std::move(event.cause));
  if (effects.answers.empty()) return;
  // Without records too: what the answers say may come from records that are not committed yet.
  shard.when_committed(thread_.executor(), [this, answers = std::move(effects.answers)](
                                               ErrorCode code) mutable { give(std::move(answers), code); });
}

/// And replays. Nothing is written that could not be replayed at the next start.
std::expected<Partition::Appended, Refusal> GroupService::append(Shard& shard, const coord::Effects& effects,
                                                                 log::VerificationGuard guard) {
  if (const auto checked = coord::GroupShard::check_replayable(effects.records); !checked)
    return std::unexpected(Refusal{ErrorCode::kUnknownServerError, checked.error().to_string(), {}});
  auto batch = batch_of(effects, clock_.wall_ms());
  auto appended = shard.partition->append_as_coordinator(batch, guard);
  if (!appended) return appended;
  const auto producer_id =
      effects.transaction ? effects.transaction->producer_id : coord::GroupShard::kNoProducer;
  for (const auto& record : effects.records) {
    const auto value = record.value ? std::optional<ByteView>(*record.value) : std::nullopt;
    MOLDAU_CHECK(shard.groups->replay(record.key, value, producer_id).has_value());
  }
  return appended;
}

void GroupService::give(std::vector<coord::Answer> answers, ErrorCode code) {
  for (auto& answer : answers) {
    const auto waiting = waiting_.find(answer.ticket);
    if (waiting == waiting_.end()) continue;
    auto reply = std::move(waiting->second);
    waiting_.erase(waiting);
    if (code == ErrorCode::kNone)
      reply(std::move(answer.response));
    else
      reply(std::unexpected(ErrorCode::kNotCoordinator));
  }
}

void GroupService::disable(Shard& shard) {
  if (shard.state != ShardState::kActive) return;
  shard.state = ShardState::kUnavailable;
  give(shard.groups->unload().answers, ErrorCode::kNone);
}

void GroupService::arm_timer() {
  std::optional<std::int64_t> due;
  for (const auto& [index, shard] : shards_) {
    if (shard.state != ShardState::kActive) continue;
    const auto next = shard.groups->next_deadline_ms();
    if (next && (!due || *next < *due)) due = next;
  }
  if (due) timer_->arm(*due, clock_.steady_ms());
}

void GroupService::on_timer() {
  const auto now = coord::Now::of(clock_);
  for (auto& [index, shard] : shards_) {
    if (shard.state != ShardState::kActive) continue;
    const auto next = shard.groups->next_deadline_ms();
    if (next && *next <= now.steady_ms) run(shard, shard.groups->tick(now));
  }
  arm_timer();
}

}  // namespace moldau::broker
