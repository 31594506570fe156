#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/uuid.h"
#include "coord/client_context.h"
#include "coord/deleted_topic.h"
#include "coord/effects.h"
#include "coord/group_config.h"
#include "coord/group_report.h"
#include "coord/now.h"
#include "protocol/error_code.h"
#include "protocol/messages/09_offset_fetch.h"
#include "protocol/messages/15_describe_groups.h"
#include "protocol/messages/16_list_groups.h"
#include "protocol/wire/reader.h"

namespace moldau::coord {

struct ShardState;

using OffsetFetchGroup = protocol::OffsetFetchRequest::OffsetFetchRequestGroup;
using FetchedOffsetsOfGroup = protocol::OffsetFetchResponse::OffsetFetchResponseGroup;
using DescribedGroup = protocol::DescribeGroupsResponse::DescribedGroup;
using ListedGroup = protocol::ListGroupsResponse::ListedGroup;

/// The groups of one partition of __consumer_offsets (Kafka: GroupCoordinatorShard): a machine without clock,
/// thread or I/O. Life: construct, replay() the partition's records, finish_loading(), operations, unload().
///
/// After each operation its caller appends the effects' records and replays them (or abandons them) before it
/// runs another one, and gives the answers once the records are committed. Reads see everything replayed, so
/// they too are answered once all that was appended before is committed.
class GroupShard {
 public:
  using UuidSource = std::function<Uuid()>;

  GroupShard(const GroupConfig& config, UuidSource new_uuid);
  ~GroupShard();
  GroupShard(GroupShard&&) noexcept;
  GroupShard& operator=(GroupShard&&) noexcept;

  // Requests. Each ticket is answered exactly once, by this call's effects or by a later one's.
  Effects join(Ticket ticket, const protocol::JoinGroupRequest& request, const ClientContext& client,
               Now now);
  /// Since version 5 the protocol's type and name must be there.
  Effects sync(Ticket ticket, const protocol::SyncGroupRequest& request, const ClientContext& client,
               Now now);
  Effects heartbeat(Ticket ticket, const protocol::HeartbeatRequest& request, Now now);
  /// Versions below 3 have one member, and its error at the top.
  Effects leave(Ticket ticket, const protocol::LeaveGroupRequest& request, const ClientContext& client,
                Now now);
  /// REQUIRES: every topic has its name, and its id where the broker knows one; both come back in the answer.
  Effects commit_offsets(Ticket ticket, const protocol::OffsetCommitRequest& request,
                         const ClientContext& client, Now now);
  /// The same for offsets that count once the producer's transaction commits. REQUIRES: the transaction is
  /// open.
  Effects commit_in_transaction(Ticket ticket, const protocol::TxnOffsetCommitRequest& request,
                                const ClientContext& client, Now now);
  Effects delete_group(Ticket ticket, const std::string& group_id, const ClientContext& client, Now now);
  /// REQUIRES: the request's partitions exist, or existed: whoever asks here does not know.
  Effects delete_offsets(Ticket ticket, const protocol::OffsetDeleteRequest& request,
                         const ClientContext& client, Now now);
  /// Forgets what was committed for topics that are gone: a first batch now, what is left with tick().
  Effects remove_topics(std::span<const DeletedTopic> topics, Now now);

  // Reads.
  /// Topics by name, and by id too where the request has it: an offset of another topic of that name is none.
  /// All topics where the request's are null; their ids are left to the caller. `require_stable`: instead of
  /// an offset that an open transaction may replace, UNSTABLE_OFFSET_COMMIT.
  FetchedOffsetsOfGroup fetch_offsets(const OffsetFetchGroup& request, bool require_stable = false) const;
  /// An unknown group is Dead; since version 6 also GROUP_ID_NOT_FOUND.
  DescribedGroup describe(const std::string& group_id, std::int16_t api_version) const;
  std::vector<ListedGroup> list(const protocol::ListGroupsRequest& request) const;
  /// Every group, by ascending id.
  std::vector<GroupReport> report() const;
  /// How often a group of this shard began to rebalance since it was loaded.
  std::uint64_t rebalance_count() const;

  // Time.
  /// When tick() is due, in steady time. What is due at once stays due until tick() ran often enough.
  std::optional<std::int64_t> next_deadline_ms() const;
  /// Does what is due. Returns after the first step that wants records, so that no batch grows without bound.
  Effects tick(Now now);

  // Durable state.
  static constexpr std::int64_t kNoProducer = -1;
  /// Takes over a record of the log. Records of kinds unknown to us are skipped, as Kafka does.
  /// `producer_id`: of the transaction that the record is part of.
  std::expected<void, protocol::DecodeError> replay(ByteView key, std::optional<ByteView> value,
                                                    std::int64_t producer_id = kNoProducer);
  /// Takes over the marker that ends a producer's transaction.
  void replay_end(std::int64_t producer_id, bool commit);
  /// Whether replay() will take all of them. What it would not take must never be written: it would stop
  /// every later start.
  static std::expected<void, protocol::DecodeError> check_replayable(const std::vector<Record>& records);
  /// All records were replayed: arms the timers.
  Effects finish_loading(Now now);
  /// What is durable, as the records one would write now: a machine that replayed the same records has the
  /// same. Without groups that rebalance, whose last record is about an older generation.
  std::vector<Record> durable_state() const;
  /// The append of an operation's effects failed with `why`, and nothing was written.
  Effects abandon(Effects not_appended, protocol::ErrorCode why, Now now);
  /// The partition goes elsewhere: all that wait are told NOT_COORDINATOR.
  Effects unload();

 private:
  std::unique_ptr<ShardState> state_;
};

}  // namespace moldau::coord
