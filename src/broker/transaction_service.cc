#include "broker/transaction_service.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "broker/group_service.h"
#include "broker/transaction_loader.h"
#include "metadata/internal_topics.h"
#include "protocol/records/batch_builder.h"

namespace moldau::broker {
namespace {

using boost::asio::awaitable;
using coord::transactions::ListedTransaction;
using protocol::ErrorCode;
constexpr std::size_t kLoaderThreads = 1;

coord::transactions::TransactionConfig config_of(const metadata::ServerConfig::Transactions& config) {
  coord::transactions::TransactionConfig transactions;
  transactions.transaction_max_timeout_ms = config.transaction_max_timeout_ms;
  transactions.transactional_id_expiration_ms = config.transactional_id_expiration_ms;
  transactions.transaction_abort_timed_out_transaction_cleanup_interval_ms =
      config.transaction_abort_timed_out_transaction_cleanup_interval_ms;
  transactions.transaction_remove_expired_transaction_cleanup_interval_ms =
      config.transaction_remove_expired_transaction_cleanup_interval_ms;
  return transactions;
}

Bytes batch_of(const TransactionService::Decision& decision, std::int64_t now_ms) {
  protocol::BatchBuilder builder;
  for (const auto& record : coord::transactions::records_of(decision))
    builder.add(now_ms, ByteView(record.key),
                record.value ? std::optional<ByteView>(*record.value) : std::nullopt);
  return builder.build();
}

/// What a client is told of an append that failed, so that it asks again or looks for its coordinator (Kafka:
/// TransactionStateManager).
ErrorCode told_of(ErrorCode append_error) {
  switch (append_error) {
    case ErrorCode::kUnknownTopicOrPartition:
    case ErrorCode::kNotEnoughReplicas:
    case ErrorCode::kNotEnoughReplicasAfterAppend:
    case ErrorCode::kRequestTimedOut: return ErrorCode::kCoordinatorNotAvailable;
    case ErrorCode::kNotLeaderOrFollower:
    case ErrorCode::kKafkaStorageError: return ErrorCode::kNotCoordinator;
    default: return ErrorCode::kUnknownServerError;
  }
}

TransactionService::Outcome failed(ErrorCode error) {
  return {.error = error, .producer = {}};
}

std::vector<std::string> prepared_in(const TransactionService::Decision& decision) {
  std::vector<std::string> ids;
  for (const auto& [id, transaction] : decision.changes)
    if (transaction && transaction->is_prepared()) ids.push_back(id);
  return ids;
}

}  // namespace

TransactionService::TransactionService(const metadata::ServerConfig& config, const Clock& clock,
                                       EventLog& events, Surroundings around)
    : config_(config),
      clock_(clock),
      events_(events),
      transaction_config_(config_of(config.transactions)),
      around_(std::move(around)),
      loader_("txn-loader", kLoaderThreads),
      thread_("transactions"),
      timer_(std::in_place, thread_.context(), [this] { on_timer(); }) {}

TransactionService::~TransactionService() {
  stop();
  drop();
}

void TransactionService::stop() {
  loader_.stop();
  thread_.stop();
}

void TransactionService::drop() {
  timer_.reset();
  thread_.reset();
}

void TransactionService::topic_served(const ServedTopicPtr& topic) {
  if (topic->topic->name != metadata::kTransactionStateTopic) return;
  boost::asio::post(thread_.executor(), [this, topic] {
    partition_count_ = topic->topic->partition_count();
    for (std::int32_t i = 0; i < partition_count_; ++i)
      if (!shards_.contains(i)) add_shard(i, topic->partition(i));
  });
}

void TransactionService::topic_deleted(const metadata::Topic& topic) {
  if (topic.name != metadata::kTransactionStateTopic) return;
  boost::asio::post(thread_.executor(), [this] {
    shards_.clear();
    partition_count_ = 0;
  });
}

void TransactionService::add_shard(std::int32_t index, const std::shared_ptr<Partition>& partition) {
  auto& shard = shards_[index];
  shard.index = index;
  shard.partition = partition;
  loader_.submit([this, index, partition] {
    const auto read_bytes =
        static_cast<std::size_t>(config_.configs.integer("transaction.state.log.load.buffer.size"));
    auto loaded_shard = load_transaction_shard(*partition, transaction_config_, read_bytes);
    boost::asio::post(thread_.executor(),
                      [this, index, partition, loaded_shard = std::move(loaded_shard)]() mutable {
                        loaded(index, partition, std::move(loaded_shard));
                      });
  });
}

void TransactionService::loaded(std::int32_t index, const std::shared_ptr<Partition>& partition,
                                std::optional<Shard> loaded_shard) {
  const auto found = shards_.find(index);
  // The topic may have been deleted, and made again, in the meantime.
  if (found == shards_.end() || found->second.partition != partition) return;
  auto& shard = found->second;
  shard.transactions = std::move(loaded_shard);
  shard.state = shard.transactions ? State::kActive : State::kUnavailable;
  if (shard.state != State::kActive) return;
  shard.transactions->finish_loading(coord::Now::of(clock_));
  for (const auto& id : shard.transactions->prepared()) end(index, id);
  arm_timer();
}

TransactionService::Result<TransactionService::Hosted*> TransactionService::shard_of(
    std::string_view transactional_id) {
  if (partition_count_ == 0) return std::unexpected(ErrorCode::kNotCoordinator);
  auto& shard = shards_.at(group_partition(transactional_id, partition_count_));
  if (shard.state == State::kLoading) return std::unexpected(ErrorCode::kCoordinatorLoadInProgress);
  if (shard.state == State::kUnavailable) return std::unexpected(ErrorCode::kNotCoordinator);
  return &shard;
}

awaitable<TransactionService::Outcome> TransactionService::ask(std::string transactional_id,
                                                               Operation operation) {
  auto outcome = co_await attempt(transactional_id, operation, std::nullopt);
  if (outcome) co_return *outcome;
  const auto fresh_id = co_await around_.next_producer_id();
  if (!fresh_id) co_return failed(fresh_id.error().code);
  outcome = co_await attempt(std::move(transactional_id), std::move(operation), *fresh_id);
  co_return outcome.value_or(failed(ErrorCode::kUnknownServerError));
}

awaitable<std::optional<TransactionService::Outcome>> TransactionService::attempt(
    std::string transactional_id, Operation operation, std::optional<std::int64_t> fresh_id) {
  using Resumed = Resume<std::optional<Outcome>>;
  return suspend<std::optional<Outcome>>([this, id = std::move(transactional_id),
                                          operation = std::move(operation),
                                          fresh_id](Resumed resume) mutable {
    boost::asio::post(thread_.executor(), [this, id = std::move(id), operation = std::move(operation),
                                           fresh_id, resume = std::move(resume)]() mutable {
      const auto shard = shard_of(id);
      if (!shard) return resume(failed(shard.error()));
      auto decision = operation(*(*shard)->transactions, fresh_id, coord::Now::of(clock_));
      if (decision.needs_producer_id) return resume(std::nullopt);
      run(**shard, std::move(decision),
          [resume = std::move(resume)](Outcome outcome) mutable { resume(outcome); });
      arm_timer();
    });
  });
}

void TransactionService::verify(Verification wanted, Verified then) {
  boost::asio::post(thread_.executor(), [this, asked = std::move(wanted), then = std::move(then)]() mutable {
    const auto all = [count = asked.partitions.size()](ErrorCode error) { return std::vector(count, error); };
    const auto shard = shard_of(asked.transactional_id);
    if (!shard) return then(all(shard.error()));
    std::vector<coord::transactions::TransactionPartition> partitions;
    for (auto& [topic, index] : asked.partitions) partitions.push_back({std::move(topic), index});
    if (!asked.add) {
      auto errors = (*shard)->transactions->verify(asked.transactional_id, asked.producer, partitions);
      return (*shard)->when_committed(thread_.executor(), [errors = std::move(errors), all,
                                                           then = std::move(then)](ErrorCode code) mutable {
        then(code == ErrorCode::kNone ? std::move(errors) : all(ErrorCode::kNotCoordinator));
      });
    }
    const coord::transactions::AddToTransaction request{
        .transactional_id = std::move(asked.transactional_id),
        .producer = asked.producer,
        .partitions = {partitions.begin(), partitions.end()},
        .version = coord::transactions::TransactionVersion::k2,
        .client = std::move(asked.client),
        .api = asked.api};
    run(**shard, (*shard)->transactions->add(request, coord::Now::of(clock_)),
        [all, then = std::move(then)](Outcome outcome) mutable { then(all(outcome.error)); });
    arm_timer();
  });
}

awaitable<TransactionService::Result<std::vector<ListedTransaction>>> TransactionService::list(
    protocol::ListTransactionsRequest request, coord::transactions::MatchesId matches) {
  return run_on(thread_.executor(),
                [this, request = std::move(request),
                 matches = std::move(matches)]() -> Result<std::vector<ListedTransaction>> {
                  std::vector<ListedTransaction> all;
                  for (auto& [index, shard] : shards_) {
                    if (shard.state == State::kLoading)
                      return std::unexpected(ErrorCode::kCoordinatorLoadInProgress);
                    if (shard.state == State::kActive)
                      std::ranges::move(shard.transactions->list(request, matches, coord::Now::of(clock_)),
                                        std::back_inserter(all));
                  }
                  return all;
                });
}

awaitable<coord::transactions::TransactionReport> TransactionService::report() {
  return run_on(thread_.executor(), [this] {
    coord::transactions::TransactionReport all;
    for (const auto& [index, shard] : shards_)
      if (shard.state == State::kActive) shard.transactions->report(all);
    return all;
  });
}

bool TransactionService::run(Hosted& shard, Decision decision, Told then) {
  if (!decision.changes.empty()) {
    if (const auto appended = append(shard, decision); !appended) {
      shard.note_failure("transaction state", appended.error(), clock_.steady_ms());
      then(failed(told_of(appended.error().code)));
      if (shard.partition->offline()) disable(shard);
      return false;
    }
  }
  for (auto& event : decision.events)
    events_.note(Subject::kTransaction, event.subject, event.what, std::move(event.cause));
  // Without changes too: what the outcome says may come from records that are not committed yet.
  shard.when_committed(thread_.executor(),
                       [this, index = shard.index, outcome = decision.outcome,
                        prepared = prepared_in(decision), then = std::move(then)](ErrorCode code) mutable {
                         then(code == ErrorCode::kNone ? outcome : failed(ErrorCode::kNotCoordinator));
                         if (code != ErrorCode::kNone) return;
                         for (const auto& id : prepared) end(index, id);
                       });
  return true;
}

/// And applies.
std::expected<void, Refusal> TransactionService::append(Hosted& shard, const Decision& decision) {
  auto batch = batch_of(decision, clock_.wall_ms());
  const auto appended = shard.partition->append_as_coordinator(batch);
  if (!appended) return std::unexpected(appended.error());
  shard.last_appended = appended->last_offset;
  shard.transactions->apply(decision);
  return {};
}

void TransactionService::disable(Hosted& shard) {
  shard.state = State::kUnavailable;
}

void TransactionService::sweep(Hosted& shard) {
  const auto now = coord::Now::of(clock_);
  const auto next = shard.transactions->next_deadline_ms();
  if (!next || *next > now.steady_ms) return;
  if (!run(shard, shard.transactions->tick(now), [](const Outcome&) {})) shard.transactions->rest(now);
}

void TransactionService::arm_timer() {
  std::optional<std::int64_t> due;
  if (!to_retry_.empty()) due = retry_due_ms_;
  for (const auto& [index, shard] : shards_) {
    if (shard.state != State::kActive) continue;
    const auto next = shard.transactions->next_deadline_ms();
    if (next && (!due || *next < *due)) due = next;
  }
  if (due) timer_->arm(*due, clock_.steady_ms());
}

void TransactionService::on_timer() {
  retry(clock_.steady_ms());
  for (auto& [index, shard] : shards_)
    if (shard.state == State::kActive) sweep(shard);
  arm_timer();
}

}  // namespace moldau::broker
