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

/// Key of a share-partition's whole state in __share_group_state.
struct ShareSnapshotKey {
  static constexpr MessageInfo kInfo{
      .name = "ShareSnapshotKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;
  Uuid topic_id;
  std::int32_t partition = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("TopicId", m.topic_id, since(0).until(0));
    visit("Partition", m.partition, since(0).until(0));
  }
  friend bool operator==(const ShareSnapshotKey&, const ShareSnapshotKey&) = default;
};

/// A share-partition's whole state in __share_group_state.
struct ShareSnapshotValue {
  static constexpr MessageInfo kInfo{.name = "ShareSnapshotValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct StateBatch {
    std::int64_t first_offset = 0;
    std::int64_t last_offset = 0;
    std::int8_t delivery_state = 0;
    std::int16_t delivery_count = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("FirstOffset", m.first_offset, since(0));
      visit("LastOffset", m.last_offset, since(0));
      visit("DeliveryState", m.delivery_state, since(0));
      visit("DeliveryCount", m.delivery_count, since(0));
    }
    friend bool operator==(const StateBatch&, const StateBatch&) = default;
  };

  std::int32_t snapshot_epoch = 0;
  std::int32_t state_epoch = 0;
  std::int32_t leader_epoch = 0;
  std::int64_t start_offset = 0;
  std::int32_t delivery_complete_count = -1;
  std::int64_t create_timestamp = 0;
  std::int64_t write_timestamp = 0;
  std::vector<StateBatch> state_batches;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("SnapshotEpoch", m.snapshot_epoch, since(0));
    visit("StateEpoch", m.state_epoch, since(0));
    visit("LeaderEpoch", m.leader_epoch, since(0));
    visit("StartOffset", m.start_offset, since(0));
    visit("DeliveryCompleteCount", m.delivery_complete_count, since(0).tagged_as(0, 0), std::int32_t{-1});
    visit("CreateTimestamp", m.create_timestamp, since(0));
    visit("WriteTimestamp", m.write_timestamp, since(0));
    visit("StateBatches", m.state_batches, since(0));
  }
  friend bool operator==(const ShareSnapshotValue&, const ShareSnapshotValue&) = default;
};

/// Key of a change of a share-partition's state in __share_group_state.
struct ShareUpdateKey {
  static constexpr MessageInfo kInfo{
      .name = "ShareUpdateKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;
  Uuid topic_id;
  std::int32_t partition = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("TopicId", m.topic_id, since(0).until(0));
    visit("Partition", m.partition, since(0).until(0));
  }
  friend bool operator==(const ShareUpdateKey&, const ShareUpdateKey&) = default;
};

/// What changed in a share-partition's state since the last snapshot.
struct ShareUpdateValue {
  static constexpr MessageInfo kInfo{
      .name = "ShareUpdateValue", .api_key = -1, .first_version = 0, .last_version = 0, .first_flexible = 0};

  struct StateBatch {
    std::int64_t first_offset = 0;
    std::int64_t last_offset = 0;
    std::int8_t delivery_state = 0;
    std::int16_t delivery_count = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("FirstOffset", m.first_offset, since(0));
      visit("LastOffset", m.last_offset, since(0));
      visit("DeliveryState", m.delivery_state, since(0));
      visit("DeliveryCount", m.delivery_count, since(0));
    }
    friend bool operator==(const StateBatch&, const StateBatch&) = default;
  };

  std::int32_t snapshot_epoch = 0;
  std::int32_t leader_epoch = 0;
  std::int64_t start_offset = 0;
  std::int32_t delivery_complete_count = -1;
  std::vector<StateBatch> state_batches;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("SnapshotEpoch", m.snapshot_epoch, since(0));
    visit("LeaderEpoch", m.leader_epoch, since(0));
    visit("StartOffset", m.start_offset, since(0));
    visit("DeliveryCompleteCount", m.delivery_complete_count, since(0).tagged_as(0, 0), std::int32_t{-1});
    visit("StateBatches", m.state_batches, since(0));
  }
  friend bool operator==(const ShareUpdateValue&, const ShareUpdateValue&) = default;
};

}  // namespace moldau::protocol
