#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/uuid.h"
#include "protocol/wire/field.h"

namespace moldau::metadata {

// The tree, as a grammar. A number is decimal text; every other node is its version (2 bytes, big endian) and
// then a message as below in Kafka's flexible encoding, so that fields can be added as messages' are.
//
//     /cluster_id                 text
//     /controller                 number: the controller's broker id; ephemeral
//     /controller_epoch           number, raised by each new controller; every write checks this node's
//     /broker_epoch               number, raised by each registration
//     /brokers/ID                 BrokerNode; ephemeral
//     /configs/ID, /configs/default   ConfigsNode: dynamic configs of one broker, of all
//     /configs/group-NAME, /configs/client-metrics-NAME   ConfigsNode; what of NAME is no ASCII letter or
//                                 digit is % and two hexadecimal digits
//     /client_quotas/ENTITY       ClientQuotaNode: an entity's quotas; ENTITY is client-id=NAME,user=NAME
//                                 where a name is written as above, and a type alone is the default
//     /scram_credentials/USER     ScramCredentialsNode: a user's, USER written as above
//     /features                   FeaturesNode: levels that the cluster agreed on
//     /producer_ids               number: the first producer id not yet given to a broker
//     /topics/NAME                TopicNode
//     /topics/NAME/CHUNK          PartitionsNode: states of partitions CHUNK * 128 and up to 127 more

/// How many partitions' states a node holds.
inline constexpr std::int32_t kPartitionsPerNode = 128;

struct ConfigNode {
  std::string name, value;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Name", m.name, protocol::since(0));
    visit("Value", m.value, protocol::since(0));
  }
  friend bool operator==(const ConfigNode&, const ConfigNode&) = default;
};

struct TopicNode {
  static constexpr protocol::MessageInfo kInfo{.name = "TopicNode", .first_flexible = 0};

  Uuid id;
  std::int32_t partition_count = 0;
  std::vector<ConfigNode> configs;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TopicId", m.id, protocol::since(0));
    visit("PartitionCount", m.partition_count, protocol::since(0));
    visit("Configs", m.configs, protocol::since(0));
  }
};

struct PartitionNode {
  std::int32_t leader = -1, leader_epoch = 0, partition_epoch = 0;
  std::vector<std::int32_t> replicas, isr;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Leader", m.leader, protocol::since(0));
    visit("LeaderEpoch", m.leader_epoch, protocol::since(0));
    visit("PartitionEpoch", m.partition_epoch, protocol::since(0));
    visit("Replicas", m.replicas, protocol::since(0));
    visit("Isr", m.isr, protocol::since(0));
  }
  friend bool operator==(const PartitionNode&, const PartitionNode&) = default;
};

struct PartitionsNode {
  static constexpr protocol::MessageInfo kInfo{.name = "PartitionsNode", .first_flexible = 0};

  std::vector<PartitionNode> partitions;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Partitions", m.partitions, protocol::since(0));
  }
};

struct EndpointNode {
  std::string listener_name, host;
  std::uint16_t port = 0;
  std::int16_t security_protocol = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ListenerName", m.listener_name, protocol::since(0));
    visit("Host", m.host, protocol::since(0));
    visit("Port", m.port, protocol::since(0));
    visit("SecurityProtocol", m.security_protocol, protocol::since(0));
  }
  friend bool operator==(const EndpointNode&, const EndpointNode&) = default;
};

struct BrokerNode {
  static constexpr protocol::MessageInfo kInfo{.name = "BrokerNode", .first_flexible = 0};

  std::int64_t epoch = 0;
  std::vector<EndpointNode> endpoints;
  std::optional<std::string> rack;
  bool fenced = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerEpoch", m.epoch, protocol::since(0));
    visit("Endpoints", m.endpoints, protocol::since(0));
    visit("Rack", m.rack, protocol::since(0).nullable_since(0));
    visit("Fenced", m.fenced, protocol::since(0));
  }
};

struct QuotaValueNode {
  std::string key;
  double value = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Key", m.key, protocol::since(0));
    visit("Value", m.value, protocol::since(0));
  }
  friend bool operator==(const QuotaValueNode&, const QuotaValueNode&) = default;
};

struct ClientQuotaNode {
  static constexpr protocol::MessageInfo kInfo{.name = "ClientQuotaNode", .first_flexible = 0};

  std::vector<QuotaValueNode> values;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Values", m.values, protocol::since(0));
  }
};

struct ScramCredentialNode {
  std::int8_t mechanism = 0;
  std::int32_t iterations = 0;
  Bytes salt, stored_key, server_key;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Mechanism", m.mechanism, protocol::since(0));
    visit("Iterations", m.iterations, protocol::since(0));
    visit("Salt", m.salt, protocol::since(0));
    visit("StoredKey", m.stored_key, protocol::since(0));
    visit("ServerKey", m.server_key, protocol::since(0));
  }
  friend bool operator==(const ScramCredentialNode&, const ScramCredentialNode&) = default;
};

struct ScramCredentialsNode {
  static constexpr protocol::MessageInfo kInfo{.name = "ScramCredentialsNode", .first_flexible = 0};

  std::vector<ScramCredentialNode> credentials;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Credentials", m.credentials, protocol::since(0));
  }
};

struct ConfigsNode {
  static constexpr protocol::MessageInfo kInfo{.name = "ConfigsNode", .first_flexible = 0};

  std::vector<ConfigNode> configs;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Configs", m.configs, protocol::since(0));
  }
};

struct FeatureNode {
  std::string name;
  std::int16_t level = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Name", m.name, protocol::since(0));
    visit("Level", m.level, protocol::since(0));
  }
  friend bool operator==(const FeatureNode&, const FeatureNode&) = default;
};

struct FeaturesNode {
  static constexpr protocol::MessageInfo kInfo{.name = "FeaturesNode", .first_flexible = 0};

  std::int64_t epoch = 0;
  std::vector<FeatureNode> features;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Epoch", m.epoch, protocol::since(0));
    visit("Features", m.features, protocol::since(0));
  }
};

}  // namespace moldau::metadata
