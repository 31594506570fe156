#include "client/producer.h"

#include <fmt/format.h>

#include "client/partitioner.h"
#include "protocol/messages/00_produce.h"
#include "protocol/records/batch_builder.h"

namespace moldau::client {
namespace {

using protocol::ErrorCode;

/// Well below the megabyte that brokers take at most by default.
constexpr std::size_t kBatchBytes = 256 * 1024;
constexpr std::int32_t kRetryMs = 200;

/// Nothing was written, and it may work soon.
bool may_be_tried_again(std::int16_t code) {
  const auto error = static_cast<ErrorCode>(code);
  return error == ErrorCode::kNotLeaderOrFollower || error == ErrorCode::kLeaderNotAvailable ||
         error == ErrorCode::kUnknownTopicOrPartition || error == ErrorCode::kUnknownTopicId ||
         error == ErrorCode::kNotEnoughReplicas;
}

Bytes batch_of(const std::vector<ProducedRecord>& records, protocol::Codec codec) {
  protocol::BatchBuilder builder({.codec = codec});
  const auto view = [](const std::optional<std::string>& text) {
    return text ? std::optional(as_bytes(*text)) : std::nullopt;
  };
  for (const auto& each : records) {
    protocol::BatchBuilder::Headers headers;
    for (const auto& [name, value] : each.headers) headers.emplace_back(name, as_bytes(value));
    builder.add(each.timestamp_ms, view(each.key), view(each.value), headers);
  }
  return builder.build();
}

}  // namespace

Result<Producer> Producer::open(Cluster& cluster, ProducerOptions options) {
  Producer producer(cluster, std::move(options));
  protocol::MetadataRequest request;  // creates the topic
  request.topics->push_back({.name = producer.options_.topic});
  if (auto made = cluster.any().ask<protocol::MetadataResponse>(request); !made)
    return std::unexpected(made.error());
  for (std::int32_t waited_ms = 0;; waited_ms += kRetryMs) {
    const auto known = producer.learn_leaders();
    if (known) break;
    if (waited_ms >= cluster.options().timeout_ms) return std::unexpected(known.error());
    if (known.error().find("UNKNOWN_TOPIC") != std::string::npos && waited_ms >= 10 * kRetryMs)
      return std::unexpected(known.error());
    if (known.error().find("INVALID_TOPIC") != std::string::npos) return std::unexpected(known.error());
    pause(kRetryMs);
  }
  const auto& chosen = producer.options_.partition;
  if (chosen && !producer.leaders_.contains(*chosen))
    return std::unexpected(fmt::format("topic {} has no partition {}; it has {}", producer.options_.topic,
                                       *chosen, producer.leaders_.size()));
  return producer;
}

Result<void> Producer::learn_leaders() {
  const auto topic = cluster_->topic(options_.topic);
  if (!topic) return std::unexpected(topic.error());
  topic_id_ = topic->topic_id;
  for (const auto& each : topic->partitions) leaders_[each.partition_index] = each.leader_id;
  if (leaders_.empty()) return std::unexpected(fmt::format("topic {} has no partitions yet", options_.topic));
  return {};
}

std::int32_t Producer::choose(const ProducedRecord& record) {
  if (options_.partition) return *options_.partition;
  const auto count = static_cast<std::int32_t>(leaders_.size());
  return record.key ? partition_of_key(as_bytes(*record.key), count) : turn_++ % count;
}

Result<void> Producer::add(ProducedRecord record) {
  pending_bytes_ += record.key.value_or("").size() + record.value.value_or("").size() + 64;
  pending_[choose(record)].push_back(std::move(record));
  return pending_bytes_ >= kBatchBytes ? flush() : Result<void>();
}

Result<void> Producer::flush() {
  pending_bytes_ = 0;
  for (const auto& [partition, records] : std::exchange(pending_, {}))
    if (auto sent = send(partition, records); !sent) return sent;
  return {};
}

Result<void> Producer::send(std::int32_t partition, const std::vector<ProducedRecord>& records) {
  const auto batch = batch_of(records, options_.codec);
  for (std::int32_t waited_ms = 0;; waited_ms += kRetryMs) {
    const auto code = try_send(partition, batch);
    if (!code) return std::unexpected(code.error());
    if (*code == 0) break;
    if (!may_be_tried_again(*code) || waited_ms >= cluster_->options().timeout_ms)
      return std::unexpected(fmt::format("{}-{}: {} records were not taken: {}", options_.topic, partition,
                                         records.size(), error_text(*code, last_message_)));
    pause(kRetryMs);
    if (auto known = learn_leaders(); !known) return known;
  }
  sent_ += static_cast<std::int64_t>(records.size());
  return {};
}

Result<std::int16_t> Producer::try_send(std::int32_t partition, ByteView batch) {
  const auto leader = leaders_.at(partition);
  if (leader < 0) return to_wire(ErrorCode::kLeaderNotAvailable);
  const auto connection = cluster_->node(leader);
  if (!connection) return std::unexpected(connection.error());
  protocol::ProduceRequest request{.acks = options_.acks, .timeout_ms = cluster_->options().timeout_ms};
  auto& topic = request.topic_data.emplace_back();
  topic.name = options_.topic;
  topic.topic_id = topic_id_;
  topic.partition_data.push_back({.index = partition, .records = protocol::Records(batch)});
  if (options_.acks == 0) {
    const auto told = (*connection)->tell(request, protocol::ProduceRequest::kInfo.last_version);
    return told ? Result<std::int16_t>(std::int16_t{0}) : std::unexpected(told.error());
  }
  const auto answer = (*connection)->ask<protocol::ProduceResponse>(request);
  if (!answer) return std::unexpected(answer.error());
  for (const auto& each : answer->response.responses)
    for (const auto& one : each.partition_responses) {
      last_message_ = one.error_message.value_or("");
      for (const auto& record : one.record_errors)
        last_message_ += fmt::format(" (record {}: {})", record.batch_index,
                                     record.batch_index_error_message.value_or(""));
      if (one.error_code == 0) base_offsets_[partition] = one.base_offset;
      return one.error_code;
    }
  return std::unexpected("the broker answered without the partition that it was asked about");
}

}  // namespace moldau::client
