#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "coord/offsets.h"

namespace moldau::coord {

/// What groups committed in transactions that are not over (Kafka: pendingTransactionalOffsets and
/// OpenTransactions).
class PendingOffsets {
 public:
  struct Place {
    std::string group_id;
    std::string topic;
    std::int32_t partition = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Committed {
    Place place;
    CommittedOffset offset;
  };
  /// Of one partition, by producer.
  using ByProducer = std::map<std::int64_t, CommittedOffset>;
  using Partitions = std::map<std::int32_t, ByProducer>;

  void put(std::int64_t producer_id, const Place& place, CommittedOffset offset);
  /// Of all producers.
  void erase(const Place& place);
  /// What the producer's transaction committed; it is over.
  std::vector<Committed> take(std::int64_t producer_id);

  bool contains(const std::string& group_id) const { return by_group_.contains(group_id); }
  bool contains(const std::string& group_id, const std::string& topic, std::int32_t partition) const;
  /// How many offsets of a group.
  std::size_t size(const std::string& group_id) const;
  /// Of a group, by topic.
  const std::map<std::string, Partitions>& of(const std::string& group_id) const;
  bool empty() const { return by_producer_.empty(); }

 private:
  struct Group {
    std::map<std::string, Partitions> topics;
    std::size_t size = 0;
  };

  CommittedOffset remove(const Place& place, std::int64_t producer_id);

  std::map<std::string, Group> by_group_;
  std::map<std::int64_t, std::set<Place>> by_producer_;
};

}  // namespace moldau::coord
