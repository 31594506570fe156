/// Produce 0-13. 0 and 1 bring messages of format 0, 2 of format 1, and 3 record batches. 1 has a throttle
/// time, 2 times of appends, 3 the transactional id, 5 log start offsets, 7 zstd, 8 record errors,
/// 9 compact lengths, 10 leaders for those who ask the wrong broker, 12 transactions without
/// AddPartitionsToTxn, 13 topics by id. Records are appended as they arrive; the answer waits until they are
/// committed where acks=all asks for that, and then may come after later requests' appends, never after their
/// answers.
#include "protocol/messages/00_produce.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "broker/session.h"
#include "broker/transaction_verification.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::ProduceRequest;
using protocol::ProduceResponse;
using PartitionAnswer = ProduceResponse::TopicProduceResponse::PartitionProduceResponse;
constexpr std::int16_t kFirstVersionWithTopicIds = 13;
constexpr std::int16_t kAcksAll = -1;
/// What a request's timeout bounds is the wait for other replicas: Kafka's leader takes as long as it takes
/// for its own write, of which a sync is a part here. So a sync has this long at least.
constexpr std::int64_t kLeastWaitForSyncMs = 2'000;

/// A request whose records are appended and not all committed. Whoever takes the last partition off answers,
/// or the session once timeout.ms is over.
class PendingProduce {
 public:
  PendingProduce(Deferred deferred, protocol::RequestHeader header, ProduceResponse response)
      : deferred_(std::move(deferred)), header_(std::move(header)), response_(std::move(response)) {}

  /// Takes the partition's answer back until it is true: what is not committed in time has timed out.
  PartitionAnswer hold(PartitionAnswer& place) {
    const std::lock_guard lock(mutex_);
    ++left_;
    return std::exchange(place, unanswered(place.index, ErrorCode::kRequestTimedOut));
  }
  void committed(PartitionAnswer& place, PartitionAnswer answer, ErrorCode code) {
    const std::lock_guard lock(mutex_);
    if (done_) return;
    place = code == ErrorCode::kNone ? std::move(answer) : unanswered(place.index, code);
    release();
  }
  void all_held() {
    const std::lock_guard lock(mutex_);
    release();
  }
  void time_out() {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(done_, true)) deferred_.complete({.bytes = frame_of(header_, response_)});
  }
  ProduceResponse& response() { return response_; }

 private:
  static PartitionAnswer unanswered(std::int32_t index, ErrorCode code) {
    return {.index = index, .error_code = to_wire(code), .base_offset = -1};
  }
  void release() {
    if (--left_ > 0 || std::exchange(done_, true)) return;
    deferred_.complete({.bytes = frame_of(header_, response_)});
  }

  std::mutex mutex_;
  Deferred deferred_;
  const protocol::RequestHeader header_;
  ProduceResponse response_;
  std::size_t left_ = 1;
  bool done_ = false;
};

PartitionAnswer refused(std::int32_t index, ErrorCode code, std::string message) {
  PartitionAnswer answer{.index = index, .error_code = to_wire(code), .base_offset = -1};
  if (!message.empty()) answer.error_message = std::move(message);
  return answer;
}

/// Kafka tells where the log starts except where the batch was not even looked into.
bool tells_log_start(ErrorCode code) {
  return code != ErrorCode::kCorruptMessage && code != ErrorCode::kMessageTooLarge &&
         code != ErrorCode::kRecordListTooLarge && code != ErrorCode::kKafkaStorageError &&
         code != ErrorCode::kUnknownTopicOrPartition;
}

PartitionAnswer refused(std::int32_t index, const Partition& partition, Refusal refusal) {
  auto answer = refused(index, refusal.code, std::move(refusal.message));
  if (tells_log_start(refusal.code)) answer.log_start_offset = partition.log_start_offset();
  for (auto& error : refusal.record_errors)
    answer.record_errors.push_back({error.batch_index, std::move(error.message)});
  return answer;
}

/// Which topic's which partition in the response.
struct Place {
  std::size_t topic = 0, partition = 0;
};

/// A batch that waits to be committed: where it is, and where its answer goes.
struct Uncommitted {
  std::shared_ptr<Partition> partition;
  std::int64_t last_offset = -1;
  Place place;
};

std::optional<protocol::BatchHeader> transactional_batch(ByteView records) {
  const auto header = protocol::read_batch_header(records);
  const bool is_one =
      header && header->magic == protocol::BatchLayout::kMagicValue && header->is_transactional();
  return is_one ? header : std::nullopt;
}

/// What is known of a batch's transaction before it is appended.
struct Verification {
  log::VerificationGuard guard = log::kNoGuard;
  ErrorCode code = ErrorCode::kNone;
};
/// As many as the request has partitions, in its order; none where nothing had to be verified.
using Verifications = std::vector<Verification>;

TransactionSupport transaction_support(std::int16_t version) {
  constexpr std::int16_t kKnowsAbortable = 11, kAddsPartitions = 12;
  if (version >= kAddsPartitions) return TransactionSupport::kAdds;
  return version >= kKnowsAbortable ? TransactionSupport::kAbortable : TransactionSupport::kBasic;
}

class Produce {
 public:
  Produce(RequestContext& context, const ProduceRequest& request, const Verifications& verified)
      : context_(context), request_(request), verified_(verified), view_(*context.broker.view()) {}

  ProduceResponse append_all() {
    ProduceResponse response;
    response.responses.reserve(request_.topic_data.size());
    for (const auto& topic : request_.topic_data) {
      if (topic.partition_data.empty()) continue;
      auto& answers = response.responses.emplace_back();
      answers.name = topic.name;
      answers.topic_id = topic.topic_id;
      answers.partition_responses.reserve(topic.partition_data.size());
      const auto& served = context_.version() >= kFirstVersionWithTopicIds ? view_.topic(topic.topic_id)
                                                                           : view_.topic(topic.name);
      for (const auto& data : topic.partition_data) {
        const Place place{response.responses.size() - 1, answers.partition_responses.size()};
        const auto verification = verified_.empty() ? Verification{} : verified_[next_++];
        answers.partition_responses.push_back(append(served, data, place, verification));
        failed_ |= answers.partition_responses.back().error_code != 0;
      }
    }
    return response;
  }

  bool failed() const { return failed_; }
  std::vector<Uncommitted>& uncommitted() { return uncommitted_; }

 private:
  PartitionAnswer append(const ServedTopicPtr& topic,
                         const ProduceRequest::TopicProduceData::PartitionProduceData& data, Place place,
                         Verification verification) {
    if (request_.acks < kAcksAll || request_.acks > 1)
      return refused(data.index, ErrorCode::kInvalidRequiredAcks,
                     fmt::format("acks must be -1, 0 or 1, not {}", request_.acks));
    if (!topic)
      return refused(data.index,
                     context_.version() >= kFirstVersionWithTopicIds ? ErrorCode::kUnknownTopicId
                                                                     : ErrorCode::kUnknownTopicOrPartition,
                     {});
    if (!request_.transactional_id && transactional_batch(data.records.bytes()))
      return refused(data.index, ErrorCode::kTransactionalIdAuthorizationFailed,
                     "transactional records need a transactional id");
    const auto& partition = topic->partition(data.index);
    if (!partition) return refused(data.index, ErrorCode::kUnknownTopicOrPartition, {});
    if (topic->topic->is_internal)
      return refused(data.index, ErrorCode::kInvalidTopicException,
                     fmt::format("clients cannot append to the internal topic {}", topic->topic->name));
    if (verification.code != ErrorCode::kNone) return unverified(data.index, verification.code);
    // The frame's bytes are this request's own: offsets are patched into them before they are written.
    const auto records = data.records.bytes();
    const bool gather = context_.session.gathers_for(*partition);
    auto appended = partition->append({const_cast<std::uint8_t*>(records.data()), records.size()},
                                      context_.version(), verification.guard, gather);
    if (!appended) return refused(data.index, *partition, std::move(appended.error()));
    if (appended->gathered) context_.session.note_gathered(partition);
    if (request_.acks == kAcksAll && !appended->committed)
      uncommitted_.push_back({partition, appended->last_offset, place});
    return {.index = data.index,
            .base_offset = appended->first_offset,
            .log_append_time_ms = appended->log_append_time_ms,
            .log_start_offset = appended->log_start_offset};
  }

  /// What older clients would not send again is told them as something that they would.
  PartitionAnswer unverified(std::int32_t index, ErrorCode code) const {
    const bool is_retriable =
        code == ErrorCode::kNetworkException || code == ErrorCode::kCoordinatorLoadInProgress ||
        code == ErrorCode::kCoordinatorNotAvailable || code == ErrorCode::kNotCoordinator;
    const bool is_busy = code == ErrorCode::kConcurrentTransactions;
    if (is_retriable || (is_busy && transaction_support(context_.version()) != TransactionSupport::kAdds))
      return refused(index, ErrorCode::kNotEnoughReplicas,
                     fmt::format("cannot verify yet that the partition is in the transaction: {}",
                                 protocol::name(code)));
    return refused(
        index, code,
        code == ErrorCode::kInvalidTxnState ? "the partition was not added to the transaction" : "");
  }

  RequestContext& context_;
  const ProduceRequest& request_;
  const Verifications& verified_;
  const ClusterView& view_;
  std::size_t next_ = 0;
  bool failed_ = false;
  std::vector<Uncommitted> uncommitted_;
};

/// The transaction of a request's batches, and which of them begin it in their partitions.
class Beginning {
 public:
  Beginning(const RequestContext& context, const ProduceRequest& request)
      : client_{request.transactional_id.value_or(""), -1, -1, transaction_support(context.version())} {
    const auto view = context.broker.view();
    const bool by_id = context.version() >= kFirstVersionWithTopicIds;
    for (const auto& topic : request.topic_data) {
      const auto& served = by_id ? view->topic(topic.topic_id) : view->topic(topic.name);
      for (const auto& data : topic.partition_data) {
        verifications_.emplace_back();
        const auto batch = transactional_batch(data.records.bytes());
        const auto& partition = find_partition(served, data.index);
        if (batch && batch->has_producer_id() && partition && !served->topic->is_internal)
          add(*batch, *partition);
      }
    }
  }

  bool has_several_producers() const { return several_producers_; }
  const TransactionClient& client() const { return client_; }
  const std::vector<TransactionPartition>& partitions() const { return partitions_; }
  bool has_guards_of(const Beginning& other) const {
    return std::ranges::equal(verifications_, other.verifications_, {}, &Verification::guard,
                              &Verification::guard);
  }
  /// `codes`: one for each of partitions().
  Verifications verified(const std::vector<ErrorCode>& codes) && {
    for (std::size_t i = 0; i < codes.size(); ++i) verifications_[places_[i]].code = codes[i];
    return std::move(verifications_);
  }

 private:
  void add(const protocol::BatchHeader& batch, Partition& partition) {
    if (client_.producer_id >= 0 && client_.producer_id != batch.producer_id) several_producers_ = true;
    client_.producer_id = batch.producer_id;
    client_.producer_epoch = batch.producer_epoch;
    const auto guard = partition.begin_verification(
        {batch.producer_id, batch.producer_epoch, batch.base_sequence, client_.adds()});
    if (!guard || *guard == log::kNoGuard) return;  // what is wrong with it, the append tells
    verifications_.back().guard = *guard;
    places_.push_back(verifications_.size() - 1);
    partitions_.push_back({partition.identity().topic, partition.identity().index});
  }

  TransactionClient client_;
  bool several_producers_ = false;
  Verifications verifications_;
  std::vector<std::size_t> places_;  // of partitions_, in verifications_
  std::vector<TransactionPartition> partitions_;
};

boost::asio::awaitable<std::expected<Verifications, Refusal>> verify(RequestContext& context,
                                                                     const ProduceRequest& request) {
  if (!must_verify(context.broker, transaction_support(context.version()))) co_return Verifications();
  const auto& clock = context.broker.clock();
  const auto until_ms =
      clock.steady_ms() + context.broker.config().transactions.add_partitions_to_txn_retry_backoff_max_ms;
  for (;;) {
    Beginning beginning(context, request);
    if (beginning.has_several_producers()) {
      Refusal why{ErrorCode::kInvalidProducerIdMapping, "the batches of a transaction have one producer", {}};
      co_return std::unexpected(std::move(why));
    }
    std::vector<ErrorCode> codes;
    if (!beginning.partitions().empty())
      codes = co_await verify_transaction(context, beginning.client(), beginning.partitions());
    if (!beginning.client().adds() || clock.steady_ms() >= until_ms)
      co_return std::move(beginning).verified(codes);
    if (is_busy(codes)) {
      co_await pause_while_busy(context.broker);
      continue;
    }
    // The end of the transaction before takes its guards along; it may have come after they were given.
    const Beginning now(context, request);
    if (beginning.has_guards_of(now)) co_return std::move(beginning).verified(codes);
  }
}

/// What is wrong concerns the whole request.
Served refuse_all(RequestContext& context, const ProduceRequest& request, const Refusal& why) {
  if (request.acks == 0) return Reply{.silent = true, .close = true};
  ProduceResponse response;
  for (const auto& topic : request.topic_data) {
    auto& answers = response.responses.emplace_back();
    answers.name = topic.name;
    answers.topic_id = topic.topic_id;
    for (const auto& data : topic.partition_data)
      answers.partition_responses.push_back(refused(data.index, why.code, why.message));
  }
  return answer(context, response);
}

Served serve(RequestContext& context, const ProduceRequest& request, std::size_t body_size,
             const Verifications& verified) {
  Produce produce(context, request, verified);
  auto response = produce.append_all();
  response.throttle_time_ms = charge_produce(context, body_size, request.acks != 0);
  // Nobody waits for an answer: a closed connection is all that can be told.
  if (request.acks == 0) return Reply{.silent = true, .close = produce.failed()};
  if (produce.uncommitted().empty()) return Reply{.bytes = frame_of(context.header, response)};

  auto pending =
      std::make_shared<PendingProduce>(context.session.defer(), context.header, std::move(response));
  const auto patience_ms = std::max<std::int64_t>(request.timeout_ms, kLeastWaitForSyncMs);
  context.session.when_overdue(context.broker.clock().steady_ms() + patience_ms,
                               [waiting = std::weak_ptr(pending)] {
                                 if (const auto late = waiting.lock()) late->time_out();
                               });
  for (const auto& each : produce.uncommitted()) {
    auto& place = pending->response().responses[each.place.topic].partition_responses[each.place.partition];
    each.partition->when_committed(each.last_offset,
                                   [pending, &place, held = pending->hold(place)](ErrorCode code) mutable {
                                     pending->committed(place, std::move(held), code);
                                   });
  }
  pending->all_held();
  return std::nullopt;
}

}  // namespace

Served serve_produce(RequestContext& context, MutableByteView body) {
  const auto request = read_body<ProduceRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  return serve(context, *request, body.size(), {});
}

bool names_transaction(std::int16_t version, ByteView body) {
  if (ProduceRequest::kInfo.flexible(version)) return !body.empty() && body[0] != 0;
  return body.size() >= 2 && load_be<std::int16_t>(body.data()) >= 0;
}

boost::asio::awaitable<Served> produce_in_transaction(RequestContext& context, MutableByteView body) {
  const auto request = read_body<ProduceRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  const auto verified = co_await verify(context, *request);
  if (verified) co_return serve(context, *request, body.size(), *verified);
  co_return refuse_all(context, *request, verified.error());
}

}  // namespace moldau::broker
