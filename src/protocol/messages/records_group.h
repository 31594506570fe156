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

/// Key of a committed offset in __consumer_offsets.
struct OffsetCommitKey {
  static constexpr MessageInfo kInfo{
      .name = "OffsetCommitKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group;
  std::string topic;
  std::int32_t partition = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("group", m.group, since(0).until(0));
    visit("topic", m.topic, since(0).until(0));
    visit("partition", m.partition, since(0).until(0));
  }
  friend bool operator==(const OffsetCommitKey&, const OffsetCommitKey&) = default;
};

/// A committed offset in __consumer_offsets.
struct OffsetCommitValue {
  static constexpr MessageInfo kInfo{
      .name = "OffsetCommitValue", .api_key = -1, .first_version = 0, .last_version = 4, .first_flexible = 4};

  std::int64_t offset = 0;
  std::int32_t leader_epoch = -1;
  std::string metadata;
  std::int64_t commit_timestamp = 0;
  std::int64_t expire_timestamp = -1;
  Uuid topic_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("offset", m.offset, since(0));
    visit("leaderEpoch", m.leader_epoch, since(3));
    visit("metadata", m.metadata, since(0));
    visit("commitTimestamp", m.commit_timestamp, since(0));
    visit("expireTimestamp", m.expire_timestamp, since(1).until(1));
    visit("topicId", m.topic_id, since(4).tagged_as(0, 4));
  }
  friend bool operator==(const OffsetCommitValue&, const OffsetCommitValue&) = default;
};

/// Key of a classic group in __consumer_offsets.
struct GroupMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "GroupMetadataKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("group", m.group, since(0).until(0));
  }
  friend bool operator==(const GroupMetadataKey&, const GroupMetadataKey&) = default;
};

/// A classic group in __consumer_offsets.
struct GroupMetadataValue {
  static constexpr MessageInfo kInfo{.name = "GroupMetadataValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 4};

  struct MemberMetadata {
    std::string member_id;
    std::optional<std::string> group_instance_id;
    std::string client_id;
    std::string client_host;
    std::int32_t rebalance_timeout = -1;
    std::int32_t session_timeout = 0;
    Bytes subscription;
    Bytes assignment;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("memberId", m.member_id, since(0));
      visit("groupInstanceId", m.group_instance_id, since(3).nullable_since(3));
      visit("clientId", m.client_id, since(0));
      visit("clientHost", m.client_host, since(0));
      visit("rebalanceTimeout", m.rebalance_timeout, since(1));
      visit("sessionTimeout", m.session_timeout, since(0));
      visit("subscription", m.subscription, since(0));
      visit("assignment", m.assignment, since(0));
    }
    friend bool operator==(const MemberMetadata&, const MemberMetadata&) = default;
  };

  std::string protocol_type;
  std::int32_t generation = 0;
  std::optional<std::string> protocol = "";
  std::optional<std::string> leader = "";
  std::int64_t current_state_timestamp = -1;
  std::vector<MemberMetadata> members;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("protocolType", m.protocol_type, since(0));
    visit("generation", m.generation, since(0));
    visit("protocol", m.protocol, since(0).nullable_since(0));
    visit("leader", m.leader, since(0).nullable_since(0));
    visit("currentStateTimestamp", m.current_state_timestamp, since(2));
    visit("members", m.members, since(0));
  }
  friend bool operator==(const GroupMetadataValue&, const GroupMetadataValue&) = default;
};

/// Key of a committed offset in its oldest form.
struct LegacyOffsetCommitKey {
  static constexpr MessageInfo kInfo{
      .name = "LegacyOffsetCommitKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group;
  std::string topic;
  std::int32_t partition = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("group", m.group, since(0).until(0));
    visit("topic", m.topic, since(0).until(0));
    visit("partition", m.partition, since(0).until(0));
  }
  friend bool operator==(const LegacyOffsetCommitKey&, const LegacyOffsetCommitKey&) = default;
};

/// A committed offset in its oldest form.
struct LegacyOffsetCommitValue {
  static constexpr MessageInfo kInfo{
      .name = "LegacyOffsetCommitValue", .api_key = -1, .first_version = 0, .last_version = 0};

  std::int64_t offset = 0;
  std::string metadata;
  std::int64_t commit_timestamp = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("offset", m.offset, since(0).until(0));
    visit("metadata", m.metadata, since(0).until(0));
    visit("commitTimestamp", m.commit_timestamp, since(0).until(0));
  }
  friend bool operator==(const LegacyOffsetCommitValue&, const LegacyOffsetCommitValue&) = default;
};

}  // namespace moldau::protocol
