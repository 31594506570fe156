#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "coord/event.h"
#include "coord/ticket.h"
#include "coord/undo.h"
#include "protocol/messages/08_offset_commit.h"
#include "protocol/messages/11_join_group.h"
#include "protocol/messages/12_heartbeat.h"
#include "protocol/messages/13_leave_group.h"
#include "protocol/messages/14_sync_group.h"
#include "protocol/messages/28_txn_offset_commit.h"
#include "protocol/messages/42_delete_groups.h"
#include "protocol/messages/47_offset_delete.h"

namespace moldau::coord {

/// A record for __consumer_offsets; a tombstone where there is no value.
struct Record {
  Bytes key;
  std::optional<Bytes> value;
  friend bool operator==(const Record&, const Record&) = default;
};

using Response =
    std::variant<protocol::JoinGroupResponse, protocol::SyncGroupResponse, protocol::HeartbeatResponse,
                 protocol::LeaveGroupResponse, protocol::OffsetCommitResponse,
                 protocol::DeleteGroupsResponse::DeletableGroupResult, protocol::OffsetDeleteResponse,
                 protocol::TxnOffsetCommitResponse>;

struct Answer {
  Ticket ticket = 0;
  Response response;
};

/// A producer's, named by its id and epoch.
struct Transaction {
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
};

/// What an operation wants done, in this order: append `records` as one batch, replay each of them, and give
/// the answers once the batch is committed (at once where there are no records). Where the append failed and
/// nothing was written, all of it goes to GroupShard::abandon instead.
struct Effects {
  std::vector<Record> records;
  /// The records are part of it: they count once it commits.
  std::optional<Transaction> transaction;
  std::vector<Answer> answers;
  /// How to take back the steps in memory that only make sense with the records.
  std::vector<Undo> undo;
  /// What happened, to be kept once the records are written.
  std::vector<Event> events;

  bool empty() const { return records.empty() && answers.empty(); }
};

}  // namespace moldau::coord
