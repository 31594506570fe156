#include "tool/round_trip.h"

#include <cstdlib>
#include <fmt/format.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "client/consumer.h"
#include "client/producer.h"
#include "protocol/messages/19_create_topics.h"
#include "protocol/messages/20_delete_topics.h"

namespace moldau::tool {
namespace {

using client::error_text;

/// Clocks that differ by more make timestamps, retention and tokens odd.
constexpr std::int64_t kMuchSkewMs = 1'000;

std::int64_t now_ms() {
  return SystemClock().wall_ms();
}

client::Result<void> create(client::Cluster& cluster, const std::string& name) {
  protocol::CreateTopicsRequest request;
  auto& topic = request.topics.emplace_back();
  topic.name = name;
  topic.num_partitions = 1;
  topic.replication_factor = -1;
  topic.configs.push_back({.name = "message.timestamp.type", .value = "LogAppendTime"});
  const auto controller = cluster.controller();
  if (!controller) return std::unexpected(controller.error());
  const auto answer = (*controller)->ask<protocol::CreateTopicsResponse>(request);
  if (!answer) return std::unexpected(answer.error());
  for (const auto& each : answer->response.topics)
    if (each.error_code != 0) return std::unexpected(error_text(each.error_code, each.error_message));
  return {};
}

void remove(client::Cluster& cluster, const std::string& name, Findings& findings) {
  protocol::DeleteTopicsRequest request{.topic_names = {name}, .timeout_ms = cluster.options().timeout_ms};
  request.topics.push_back({.name = name});
  const auto controller = cluster.controller();
  const auto answer = controller ? (*controller)->ask<protocol::DeleteTopicsResponse>(request)
                                 : std::unexpected(controller.error());
  if (!answer)
    return findings.doubtful(fmt::format("topic {} is left behind: {}", name, answer.error()), "delete it");
  for (const auto& each : answer->response.responses)
    if (each.error_code != 0)
      findings.doubtful(fmt::format("topic {} is left behind: {}", name, error_text(each.error_code)),
                        "delete it");
}

/// The time that the broker gave to the record, when it is back.
client::Result<std::int64_t> send_and_receive(client::Cluster& cluster, const std::string& topic) {
  auto producer = client::Producer::open(cluster, {.topic = topic});
  if (!producer) return std::unexpected("produce: " + producer.error());
  if (auto added = producer->add({.timestamp_ms = now_ms(), .value = topic}); !added)
    return std::unexpected("produce: " + added.error());
  if (auto sent = producer->flush(); !sent) return std::unexpected("produce: " + sent.error());
  client::Consumer consumer(cluster, {{{topic, 0}, 0}}, {});
  std::int64_t stamped = -1;
  for (const auto until = now_ms() + cluster.options().timeout_ms; stamped < 0 && now_ms() < until;) {
    const auto polled =
        consumer.poll([&](const client::TopicPartition&, const client::ConsumedRecord& record) {
          stamped = record.timestamp;
          return false;
        });
    if (!polled) return std::unexpected("consume: " + polled.error());
  }
  if (stamped < 0) return std::unexpected("consume: the record did not come back");
  return stamped;
}

}  // namespace

void round_trip(client::Cluster& cluster, Findings& findings) {
  const auto topic = "moldau-doctor-" + Uuid::random().to_string();
  if (const auto made = create(cluster, topic); !made)
    return findings.bad(fmt::format("round trip: topic {} was not created: {}", topic, made.error()), "");
  const auto before = now_ms();
  const auto stamped = send_and_receive(cluster, topic);
  const auto after = now_ms();
  remove(cluster, topic, findings);
  if (!stamped) return findings.bad("round trip: " + stamped.error(), "");
  findings.good(
      fmt::format("round trip: a record was produced with acks=all and consumed in {} ms", after - before));
  const auto skew = *stamped < before ? *stamped - before : std::max<std::int64_t>(0, *stamped - after);
  if (skew < -kMuchSkewMs || skew > kMuchSkewMs)
    findings.doubtful(fmt::format("the broker's clock is {} ms {} that of this machine", std::abs(skew),
                                  skew > 0 ? "ahead of" : "behind"),
                      "keep both in time with NTP");
  else
    findings.good("the broker's clock and this machine's agree");
}

}  // namespace moldau::tool
