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

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::ProduceRequest;
using protocol::ProduceResponse;
using PartitionAnswer = ProduceResponse::TopicProduceResponse::PartitionProduceResponse;
constexpr std::int16_t kFirstVersionWithTopicIds = 13;
constexpr std::int16_t kAcksAll = -1;

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

bool is_transactional(ByteView records) {
  const auto header = protocol::read_batch_header(records);
  return header && header->magic == protocol::BatchLayout::kMagicValue && header->is_transactional();
}

class Produce {
 public:
  Produce(RequestContext& context, const ProduceRequest& request)
      : context_(context), request_(request), view_(*context.broker.view()) {}

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
        answers.partition_responses.push_back(append(served, data, place));
        failed_ |= answers.partition_responses.back().error_code != 0;
      }
    }
    return response;
  }

  bool failed() const { return failed_; }
  std::vector<Uncommitted>& uncommitted() { return uncommitted_; }

 private:
  PartitionAnswer append(const ServedTopicPtr& topic,
                         const ProduceRequest::TopicProduceData::PartitionProduceData& data, Place place) {
    if (request_.acks < kAcksAll || request_.acks > 1)
      return refused(data.index, ErrorCode::kInvalidRequiredAcks,
                     fmt::format("acks must be -1, 0 or 1, not {}", request_.acks));
    if (!topic)
      return refused(data.index,
                     context_.version() >= kFirstVersionWithTopicIds ? ErrorCode::kUnknownTopicId
                                                                     : ErrorCode::kUnknownTopicOrPartition,
                     {});
    if (!request_.transactional_id && is_transactional(data.records.bytes()))
      return refused(data.index, ErrorCode::kTransactionalIdAuthorizationFailed,
                     "transactional records need a transactional id");
    const auto& partition = topic->partition(data.index);
    if (!partition) return refused(data.index, ErrorCode::kUnknownTopicOrPartition, {});
    if (topic->topic->is_internal)
      return refused(data.index, ErrorCode::kInvalidTopicException,
                     fmt::format("clients cannot append to the internal topic {}", topic->topic->name));
    // The frame's bytes are this request's own: offsets are patched into them before they are written.
    const auto records = data.records.bytes();
    auto appended =
        partition->append({const_cast<std::uint8_t*>(records.data()), records.size()}, context_.version());
    if (!appended) return refused(data.index, *partition, std::move(appended.error()));
    if (request_.acks == kAcksAll && !appended->committed)
      uncommitted_.push_back({partition, appended->last_offset, place});
    return {.index = data.index,
            .base_offset = appended->first_offset,
            .log_append_time_ms = appended->log_append_time_ms,
            .log_start_offset = appended->log_start_offset};
  }

  RequestContext& context_;
  const ProduceRequest& request_;
  const ClusterView& view_;
  bool failed_ = false;
  std::vector<Uncommitted> uncommitted_;
};

}  // namespace

Served serve_produce(RequestContext& context, MutableByteView body) {
  const auto request = read_body<ProduceRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  Produce produce(context, *request);
  auto response = produce.append_all();
  response.throttle_time_ms = charge_produce(context, body.size(), request->acks != 0);
  // Nobody waits for an answer: a closed connection is all that can be told.
  if (request->acks == 0) return Reply{.silent = true, .close = produce.failed()};
  if (produce.uncommitted().empty()) return Reply{.bytes = frame_of(context.header, response)};

  auto pending =
      std::make_shared<PendingProduce>(context.session.defer(), context.header, std::move(response));
  context.session.when_overdue(context.broker.clock().steady_ms() + request->timeout_ms,
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

}  // namespace moldau::broker
