#include "coord/offsets.h"

#include <utility>

namespace moldau::coord {

const CommittedOffset* GroupOffsets::find(const std::string& topic, std::int32_t partition) const {
  const auto partitions = by_topic_.find(topic);
  if (partitions == by_topic_.end()) return nullptr;
  const auto found = partitions->second.find(partition);
  return found == partitions->second.end() ? nullptr : &found->second;
}

void GroupOffsets::put(const std::string& topic, std::int32_t partition, CommittedOffset offset) {
  if (by_topic_[topic].insert_or_assign(partition, std::move(offset)).second) ++size_;
}

void GroupOffsets::erase(const std::string& topic, std::int32_t partition) {
  const auto partitions = by_topic_.find(topic);
  if (partitions == by_topic_.end()) return;
  size_ -= partitions->second.erase(partition);
  if (partitions->second.empty()) by_topic_.erase(partitions);
}

}  // namespace moldau::coord
