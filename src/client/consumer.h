#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "client/offsets.h"
#include "client/records.h"

namespace moldau::client {

struct ConsumerOptions {
  bool committed_only = true;
  /// How long a fetch waits for records.
  std::int32_t wait_ms = 500;
};

/// Reads partitions from given offsets on. Belongs to no group.
class Consumer {
 public:
  Consumer(Cluster& cluster, std::map<TopicPartition, std::int64_t> positions, ConsumerOptions options)
      : cluster_(&cluster), positions_(std::move(positions)), options_(options) {}

  /// Fetches once from each leader. `take` says whether to go on; the result is false where it said no.
  using Take = std::function<bool(const TopicPartition&, const ConsumedRecord&)>;
  Result<bool> poll(const Take& take);
  /// The offset to read next, by partition.
  const std::map<TopicPartition, std::int64_t>& positions() const { return positions_; }

 private:
  Result<void> learn();
  Result<bool> poll_leader(std::int32_t leader, const std::vector<TopicPartition>& partitions,
                           const Take& take);

  Cluster* cluster_;
  std::map<TopicPartition, std::int64_t> positions_;
  ConsumerOptions options_;
  std::map<std::int32_t, std::vector<TopicPartition>> led_;
  std::map<std::string, Uuid> ids_;
  std::map<Uuid, std::string> names_;
  std::int32_t failures_ = 0;
};

}  // namespace moldau::client
