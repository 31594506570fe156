#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "broker/partition.h"
#include "metadata/catalog.h"
#include "metadata/shared_map.h"

namespace moldau::broker {

/// A topic and this broker's replicas of its partitions, by number.
struct ServedTopic {
  metadata::TopicPtr topic;
  std::vector<std::shared_ptr<Partition>> partitions;

  /// Null where there is none.
  const std::shared_ptr<Partition>& partition(std::int32_t index) const {
    static const std::shared_ptr<Partition> kNone;
    return index >= 0 && static_cast<std::size_t>(index) < partitions.size()
               ? partitions[static_cast<std::size_t>(index)]
               : kNone;
  }
};
using ServedTopicPtr = std::shared_ptr<const ServedTopic>;

/// Null where there is no such topic or no such partition.
inline const std::shared_ptr<Partition>& find_partition(const ServedTopicPtr& topic, std::int32_t index) {
  static const std::shared_ptr<Partition> kNone;
  return topic ? topic->partition(index) : kNone;
}

/// What requests look at: the catalog and the logs that serve it, as of one moment.
struct ClusterView {
  metadata::CatalogPtr catalog;
  metadata::SharedMap<std::string, ServedTopicPtr> by_name;
  metadata::SharedMap<Uuid, ServedTopicPtr> by_id;

  /// Null where there is none.
  const ServedTopicPtr& topic(std::string_view name) const { return by_name.find(name); }
  const ServedTopicPtr& topic(const Uuid& id) const { return by_id.find(id); }

  void set(const ServedTopicPtr& served) {
    by_name.set(served->topic->name, served);
    by_id.set(served->topic->id, served);
  }
  void erase(const metadata::Topic& topic) {
    by_name.erase(topic.name);
    by_id.erase(topic.id);
  }
};

}  // namespace moldau::broker
