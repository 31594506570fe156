#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "protocol/messages/01_fetch.h"
#include "protocol/records/batch_builder.h"
#include "tests/sim/ledger.h"

namespace moldau::sim {

Bytes batch_of(const std::vector<Entry>& entries, std::int64_t now_ms,
               const protocol::BatchBuilder::Options& options);
std::vector<std::string> values_of(const std::vector<Entry>& entries);

using FetchedPartition = protocol::FetchResponse::FetchableTopicResponse::PartitionData;

/// What a consumer makes of an answer.
struct Consumed {
  std::map<std::int64_t, Entry> entries;
  std::int64_t next_offset = 0;
  /// What is wrong with the bytes.
  std::string error;
};
/// From `offset` on; `dense` where no offset may be missing. As Kafka's consumer does it: with the aborted
/// transactions in the answer, where it reads what is committed alone.
Consumed consume(const FetchedPartition& partition, std::int64_t offset, bool committed_only, bool dense);

}  // namespace moldau::sim
