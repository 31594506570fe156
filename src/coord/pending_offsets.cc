#include "coord/pending_offsets.h"

#include <utility>

namespace moldau::coord {

void PendingOffsets::put(std::int64_t producer_id, const Place& place, CommittedOffset offset) {
  auto& group = by_group_[place.group_id];
  const bool is_new =
      group.topics[place.topic][place.partition].insert_or_assign(producer_id, std::move(offset)).second;
  if (!is_new) return;
  ++group.size;
  by_producer_[producer_id].insert(place);
}

void PendingOffsets::erase(const Place& place) {
  if (!contains(place.group_id, place.topic, place.partition)) return;
  std::vector<std::int64_t> producers;
  for (const auto& [producer_id, offset] : of(place.group_id).at(place.topic).at(place.partition))
    producers.push_back(producer_id);
  for (const auto producer_id : producers) {
    remove(place, producer_id);
    const auto places = by_producer_.find(producer_id);
    places->second.erase(place);
    if (places->second.empty()) by_producer_.erase(places);
  }
}

std::vector<PendingOffsets::Committed> PendingOffsets::take(std::int64_t producer_id) {
  std::vector<Committed> taken;
  auto places = by_producer_.extract(producer_id);
  if (!places) return taken;
  for (const auto& place : places.mapped()) taken.push_back({place, remove(place, producer_id)});
  return taken;
}

CommittedOffset PendingOffsets::remove(const Place& place, std::int64_t producer_id) {
  const auto group = by_group_.find(place.group_id);
  const auto topic = group->second.topics.find(place.topic);
  const auto partition = topic->second.find(place.partition);
  auto removed = partition->second.extract(producer_id);
  --group->second.size;
  if (partition->second.empty()) topic->second.erase(partition);
  if (topic->second.empty()) group->second.topics.erase(topic);
  if (group->second.topics.empty()) by_group_.erase(group);
  return std::move(removed.mapped());
}

bool PendingOffsets::contains(const std::string& group_id, const std::string& topic,
                              std::int32_t partition) const {
  const auto& topics = of(group_id);
  const auto found = topics.find(topic);
  return found != topics.end() && found->second.contains(partition);
}

std::size_t PendingOffsets::size(const std::string& group_id) const {
  const auto group = by_group_.find(group_id);
  return group == by_group_.end() ? 0 : group->second.size;
}

const std::map<std::string, PendingOffsets::Partitions>& PendingOffsets::of(
    const std::string& group_id) const {
  static const std::map<std::string, Partitions> kNone;
  const auto group = by_group_.find(group_id);
  return group == by_group_.end() ? kNone : group->second.topics;
}

}  // namespace moldau::coord
