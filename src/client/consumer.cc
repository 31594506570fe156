#include "client/consumer.h"

#include <fmt/format.h>

#include "protocol/messages/01_fetch.h"

namespace moldau::client {
namespace {

using protocol::ErrorCode;
using PartitionData = protocol::FetchResponse::FetchableTopicResponse::PartitionData;

constexpr std::int32_t kFetchBytes = 16 * 1024 * 1024, kPartitionBytes = 1024 * 1024;
constexpr std::int32_t kRetryMs = 200, kMostFailures = 25;

/// The leader moved, or is about to be there.
bool may_be_tried_again(std::int16_t code) {
  const auto error = static_cast<ErrorCode>(code);
  return error == ErrorCode::kNotLeaderOrFollower || error == ErrorCode::kLeaderNotAvailable ||
         error == ErrorCode::kFencedLeaderEpoch || error == ErrorCode::kUnknownLeaderEpoch ||
         error == ErrorCode::kOffsetNotAvailable || error == ErrorCode::kUnknownTopicId;
}

std::vector<AbortedTransaction> aborted_in(const PartitionData& data, bool committed_only) {
  std::vector<AbortedTransaction> aborted;
  if (committed_only && data.aborted_transactions)
    for (const auto& each : *data.aborted_transactions)
      aborted.emplace_back(each.producer_id, each.first_offset);
  return aborted;
}

}  // namespace

Result<void> Consumer::learn() {
  std::vector<TopicPartition> partitions;
  std::vector<std::string> topics;
  for (const auto& [at, unused] : positions_) {
    partitions.push_back(at);
    if (topics.empty() || topics.back() != at.first) topics.push_back(at.first);
  }
  auto led = by_leader(*cluster_, partitions);
  if (!led) return std::unexpected(led.error());
  led_ = std::move(*led);
  for (const auto& name : topics) {
    const auto topic = cluster_->topic(name);
    if (!topic) return std::unexpected(topic.error());
    ids_[name] = topic->topic_id;
    names_[topic->topic_id] = name;
  }
  return {};
}

Result<bool> Consumer::poll(const Take& take) {
  if (led_.empty())
    if (auto learnt = learn(); !learnt) return std::unexpected(learnt.error());
  for (const auto& [leader, partitions] : std::map(led_)) {
    const auto more = poll_leader(leader, partitions, take);
    if (!more || !*more) return more;
  }
  return true;
}

Result<bool> Consumer::poll_leader(std::int32_t leader, const std::vector<TopicPartition>& partitions,
                                   const Take& take) {
  const auto connection = cluster_->node(leader);
  if (!connection) return std::unexpected(connection.error());
  protocol::FetchRequest request{
      .max_wait_ms = options_.wait_ms,
      .min_bytes = 1,
      .max_bytes = kFetchBytes,
      .isolation_level = static_cast<std::int8_t>(options_.committed_only ? 1 : 0)};
  for (const auto& at : partitions) {
    if (request.topics.empty() || request.topics.back().topic != at.first) {
      auto& topic = request.topics.emplace_back();
      topic.topic = at.first;
      topic.topic_id = ids_[at.first];
    }
    request.topics.back().partitions.push_back(
        {.partition = at.second, .fetch_offset = positions_[at], .partition_max_bytes = kPartitionBytes});
  }
  const auto answer =
      (*connection)
          ->ask_waiting<protocol::FetchResponse>(request, options_.wait_ms, request.kInfo.last_version);
  if (!answer) return std::unexpected(answer.error());
  if (answer->response.error_code != 0) return std::unexpected(error_text(answer->response.error_code));
  for (const auto& topic : answer->response.responses)
    for (const auto& data : topic.partitions) {
      const TopicPartition at{topic.topic.empty() ? names_[topic.topic_id] : topic.topic,
                              data.partition_index};
      if (data.error_code != 0) {
        if (!may_be_tried_again(data.error_code) || ++failures_ > kMostFailures)
          return std::unexpected(fmt::format("{}-{} at offset {}: {}", at.first, at.second, positions_[at],
                                             error_text(data.error_code)));
        pause(kRetryMs);
        led_.clear();
        continue;
      }
      failures_ = 0;
      bool more = true;
      const auto next =
          for_each_record(data.records.bytes(), positions_[at], aborted_in(data, options_.committed_only),
                          [&](const ConsumedRecord& record) { return more = take(at, record); });
      if (!next) return std::unexpected(fmt::format("{}-{}: {}", at.first, at.second, next.error()));
      positions_[at] = *next;
      if (!more) return false;
    }
  return true;
}

}  // namespace moldau::client
