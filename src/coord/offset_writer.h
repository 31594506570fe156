#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "coord/operation.h"

namespace moldau::coord {

/// Writes the records of one request that commits offsets, within the limits of GroupConfig.
class OffsetWriter {
 public:
  OffsetWriter(Operation& op, const std::string& group_id);

  /// The last of a partition's offsets counts: it takes an earlier one's place in the batch.
  /// OFFSET_METADATA_TOO_LARGE, INVALID_COMMIT_OFFSET_SIZE.
  protocol::ErrorCode write(const std::string& topic, std::int32_t partition, const CommittedOffset& offset);

 private:
  bool is_known(const std::string& topic, std::int32_t partition) const;
  std::size_t room() const;

  Operation& op_;
  const std::string& group_id_;
  const GroupEntry* entry_;
  std::size_t room_;
  std::map<std::pair<std::string, std::int32_t>, std::size_t> written_;  // to the index of its record
  std::size_t bytes_ = 0;
};

/// The answer to a request that commits offsets, which are written where nothing is wrong with its group.
/// `stamped` gives a partition's offset its times.
template <class Response, class Request, class Stamped>
Response commit_all(Operation& op, const Request& request, protocol::ErrorCode group_error, Stamped stamped) {
  Response response;
  OffsetWriter writer(op, request.group_id);
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.name = topic.name;
    answered.topic_id = topic.topic_id;
    for (const auto& partition : topic.partitions) {
      auto error = group_error;
      if (error == protocol::ErrorCode::kNone) {
        CommittedOffset offset = stamped(partition);
        offset.offset = partition.committed_offset;
        offset.leader_epoch = partition.committed_leader_epoch;
        offset.metadata = partition.committed_metadata.value_or("");
        offset.topic_id = topic.topic_id;
        error = writer.write(topic.name, partition.partition_index, offset);
      }
      answered.partitions.push_back({partition.partition_index, protocol::to_wire(error)});
    }
  }
  return response;
}

}  // namespace moldau::coord
