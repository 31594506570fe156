#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moldau::coord {

/// What monitoring wants to know of a group.
struct GroupReport {
  struct Committed {
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t offset = 0;
  };

  std::string id;
  /// As ListGroups has both.
  std::string_view state, type;
  std::string protocol_type;
  std::int32_t generation = 0;
  std::size_t member_count = 0;
  std::vector<Committed> committed;  // by topic, then partition
};

}  // namespace moldau::coord
