#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/cluster.h"
#include "protocol/records/batch.h"

namespace moldau::client {

struct ProducerOptions {
  std::string topic;
  std::int16_t acks = -1;
  protocol::Codec codec = protocol::Codec::kNone;
  /// All records go there; otherwise keys decide, and records without a key go around.
  std::optional<std::int32_t> partition;
};

struct ProducedRecord {
  std::int64_t timestamp_ms = 0;
  std::optional<std::string> key, value;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Collects records into a batch for each partition and sends them.
class Producer {
 public:
  /// The topic is created where the broker creates topics on first use.
  static Result<Producer> open(Cluster& cluster, ProducerOptions options);

  /// Sends when enough is collected.
  Result<void> add(ProducedRecord record);
  Result<void> flush();
  std::int64_t sent() const { return sent_; }
  /// Where the last batch of each partition began, as its leader answered.
  const std::map<std::int32_t, std::int64_t>& base_offsets() const { return base_offsets_; }

 private:
  Producer(Cluster& cluster, ProducerOptions options) : cluster_(&cluster), options_(std::move(options)) {}
  Result<void> learn_leaders();
  std::int32_t choose(const ProducedRecord& record);
  Result<void> send(std::int32_t partition, const std::vector<ProducedRecord>& records);
  Result<std::int16_t> try_send(std::int32_t partition, ByteView batch);

  Cluster* cluster_;
  ProducerOptions options_;
  Uuid topic_id_;
  std::map<std::int32_t, std::int32_t> leaders_;
  std::map<std::int32_t, std::vector<ProducedRecord>> pending_;
  std::size_t pending_bytes_ = 0;
  std::int32_t turn_ = 0;
  std::int64_t sent_ = 0;
  std::string last_message_;
  std::map<std::int32_t, std::int64_t> base_offsets_;
};

}  // namespace moldau::client
