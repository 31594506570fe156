#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/offsets.h"

namespace moldau::tool {

/// Which partitions' committed offsets are to be set, and to what.
struct ResetRequest {
  std::vector<std::string> topics;
  bool all_topics = false, to_earliest = false, to_latest = false;
  std::optional<std::int64_t> to_offset, to_timestamp, shift_by;

  /// Why it is not complete, or nothing.
  std::string lacking() const;
};

struct ResetPlan {
  std::map<client::TopicPartition, std::int64_t> before, offsets;
};

/// Works out the offsets; none leaves the log, as Kafka's own tool has it.
client::Result<ResetPlan> plan_reset(client::Cluster& cluster, const std::string& group,
                                     const ResetRequest& request);

}  // namespace moldau::tool
