#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/uuid.h"
#include "protocol/wire/field.h"
#include "protocol/wire/records.h"

namespace moldau::protocol {

/// StreamsGroupTopologyDescriptionUpdate, API key 93: what a client asks.
struct StreamsGroupTopologyDescriptionUpdateRequest {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupTopologyDescriptionUpdateRequest",
                                     .api_key = 93,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TopologyDescriptionNode {
    std::string name;
    std::int8_t node_type = 0;
    std::vector<std::string> source_topics;
    std::optional<std::string> sink_topic;
    std::vector<std::string> stores;
    std::vector<std::string> successors;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("NodeType", m.node_type, since(0));
      visit("SourceTopics", m.source_topics, since(0));
      visit("SinkTopic", m.sink_topic, since(0).nullable_since(0));
      visit("Stores", m.stores, since(0));
      visit("Successors", m.successors, since(0));
    }
    friend bool operator==(const TopologyDescriptionNode&, const TopologyDescriptionNode&) = default;
  };

  struct TopologyDescriptionSubtopology {
    std::string subtopology_id;
    std::vector<TopologyDescriptionNode> nodes;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("SubtopologyId", m.subtopology_id, since(0));
      visit("Nodes", m.nodes, since(0));
    }
    friend bool operator==(const TopologyDescriptionSubtopology&,
                           const TopologyDescriptionSubtopology&) = default;
  };

  struct TopologyDescriptionGlobalStore {
    TopologyDescriptionNode source;
    TopologyDescriptionNode processor;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Source", m.source, since(0));
      visit("Processor", m.processor, since(0));
    }
    friend bool operator==(const TopologyDescriptionGlobalStore&,
                           const TopologyDescriptionGlobalStore&) = default;
  };

  struct TopologyDescription {
    std::vector<TopologyDescriptionSubtopology> subtopologies;
    std::vector<TopologyDescriptionGlobalStore> global_stores;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Subtopologies", m.subtopologies, since(0));
      visit("GlobalStores", m.global_stores, since(0));
    }
    friend bool operator==(const TopologyDescription&, const TopologyDescription&) = default;
  };

  std::string group_id;
  std::string member_id;
  std::int32_t topology_epoch = 0;
  TopologyDescription topology_description;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("MemberId", m.member_id, since(0));
    visit("TopologyEpoch", m.topology_epoch, since(0));
    visit("TopologyDescription", m.topology_description, since(0));
  }
  friend bool operator==(const StreamsGroupTopologyDescriptionUpdateRequest&,
                         const StreamsGroupTopologyDescriptionUpdateRequest&) = default;
};

/// StreamsGroupTopologyDescriptionUpdate, API key 93: the answer.
struct StreamsGroupTopologyDescriptionUpdateResponse {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupTopologyDescriptionUpdateResponse",
                                     .api_key = 93,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
  }
  friend bool operator==(const StreamsGroupTopologyDescriptionUpdateResponse&,
                         const StreamsGroupTopologyDescriptionUpdateResponse&) = default;
};

}  // namespace moldau::protocol
