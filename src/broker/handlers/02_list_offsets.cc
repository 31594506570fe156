/// ListOffsets 0-11. 0 answers a list of where segments begin, 1 one offset by the time of records, 2 has
/// isolation levels, 4 leader epochs, 6 compact lengths, 7 the record with the largest timestamp (-3), 8 the
/// earliest local offset (-4), 9 the latest tiered one (-5), 10 a timeout for remote storage, 11 the earliest
/// one that waits for upload (-6).
#include "protocol/messages/02_list_offsets.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "broker/run_blocking.h"
#include "broker/run_on.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::ListOffsetsRequest;
using protocol::ListOffsetsResponse;
using WantedPartition = ListOffsetsRequest::ListOffsetsTopic::ListOffsetsPartition;
using PartitionAnswer = ListOffsetsResponse::ListOffsetsTopicResponse::ListOffsetsPartitionResponse;
constexpr std::int8_t kReadUncommitted = 0, kReadCommitted = 1;
constexpr std::int16_t kFirstVersionByRecords = 1;
constexpr std::int16_t kNoVersion = std::numeric_limits<std::int16_t>::max();

/// The first version that may ask for each of the offsets that are no time.
std::int16_t first_version_of(std::int64_t timestamp) {
  switch (timestamp) {
    case Partition::kMaxTimestamp: return 7;
    case Partition::kEarliestLocalTimestamp: return 8;
    case Partition::kLatestTieredTimestamp: return 9;
    case Partition::kEarliestPendingUploadTimestamp: return 11;
    default: return timestamp < Partition::kEarliestPendingUploadTimestamp ? kNoVersion : std::int16_t{0};
  }
}

PartitionAnswer failure(std::int32_t index, ErrorCode code) {
  return {.partition_index = index, .error_code = to_wire(code)};
}

PartitionAnswer look_up(const RequestContext& context, Partition& partition, const WantedPartition& wanted,
                        std::int8_t isolation_level) {
  if (isolation_level != kReadUncommitted && isolation_level != kReadCommitted)
    return failure(wanted.partition_index, ErrorCode::kUnknownServerError);
  if (const auto code = partition.check_leader_epoch(wanted.current_leader_epoch); code != ErrorCode::kNone)
    return failure(wanted.partition_index, code);
  if (context.version() < first_version_of(wanted.timestamp))
    return failure(wanted.partition_index, ErrorCode::kUnsupportedVersion);
  const auto found = partition.list_offset(wanted.timestamp, isolation_level == kReadCommitted);
  if (!found) return failure(wanted.partition_index, found.error().code);
  return {.partition_index = wanted.partition_index,
          .timestamp = found->timestamp_ms,
          .offset = found->offset,
          .leader_epoch = found->leader_epoch};
}

/// Version 0.
PartitionAnswer look_up_segments(Partition& partition, const WantedPartition& wanted) {
  if (wanted.timestamp < Partition::kEarliestTimestamp)
    return failure(wanted.partition_index, ErrorCode::kUnsupportedVersion);
  if (wanted.max_num_offsets < 0)  // what Kafka says
    return failure(wanted.partition_index, ErrorCode::kUnknownServerError);
  auto found = partition.offsets_before(wanted.timestamp, static_cast<std::size_t>(wanted.max_num_offsets));
  if (!found) return failure(wanted.partition_index, found.error().code);
  return {.partition_index = wanted.partition_index, .old_style_offsets = std::move(*found)};
}

/// A producer that was answered before this request came finds its records, though readers see nothing that a
/// power cut could take back.
boost::asio::awaitable<void> catch_up(std::shared_ptr<Partition> partition) {
  auto start = [partition](Resume<ErrorCode> resume) mutable {
    partition->when_all_committed(std::move(resume));
  };
  co_await suspend<ErrorCode>(std::move(start));
}

/// One that is asked for, and where its answer goes.
struct Lookup {
  std::shared_ptr<Partition> partition;
  const WantedPartition* wanted = nullptr;
  std::size_t topic = 0, place = 0;
};

/// Whether records have to be read for it, and decompressed.
bool reads_records(const Lookup& lookup) {
  return lookup.wanted->timestamp >= 0 || lookup.wanted->timestamp == Partition::kMaxTimestamp;
}

void look_up_all(const RequestContext& context, const std::vector<Lookup>& lookups,
                 std::int8_t isolation_level, ListOffsetsResponse& response) {
  for (const auto& [partition, wanted, topic, place] : lookups)
    response.topics[topic].partitions[place] = context.version() >= kFirstVersionByRecords
                                                   ? look_up(context, *partition, *wanted, isolation_level)
                                                   : look_up_segments(*partition, *wanted);
}

/// Answers what is to be refused, and returns the rest. A partition is looked up once, however often it is
/// named.
std::vector<Lookup> lookups_of(const RequestContext& context, const ListOffsetsRequest& request,
                               ListOffsetsResponse& response) {
  const auto view = context.broker.view();
  std::map<std::string_view, std::map<std::int32_t, std::size_t>> named;
  for (const auto& topic : request.topics)
    for (const auto& wanted : topic.partitions) ++named[topic.name][wanted.partition_index];
  std::vector<Lookup> lookups;
  for (const auto& topic : request.topics) {
    if (topic.partitions.empty()) continue;
    auto& answers = response.topics.emplace_back();
    answers.name = topic.name;
    auto& of_topic = named[topic.name];
    const auto& served = view->topic(topic.name);
    for (const auto& wanted : topic.partitions) {
      const auto times = std::exchange(of_topic[wanted.partition_index], 0);
      if (times == 0) continue;  // answered already
      const auto& partition = find_partition(served, wanted.partition_index);
      if (times == 1 && partition)
        lookups.push_back({partition, &wanted, response.topics.size() - 1, answers.partitions.size()});
      answers.partitions.push_back(
          failure(wanted.partition_index,
                  times > 1 ? ErrorCode::kInvalidRequest : ErrorCode::kUnknownTopicOrPartition));
    }
  }
  return lookups;
}

}  // namespace

boost::asio::awaitable<Served> serve_list_offsets(RequestContext& context, MutableByteView body) {
  const auto request = read_body<ListOffsetsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  ListOffsetsResponse response;
  const auto lookups = lookups_of(context, *request, response);
  for (const auto& [partition, wanted, topic, place] : lookups)
    if (partition->high_watermark() < partition->log_end_offset()) co_await catch_up(partition);
  auto work = [&] {
    look_up_all(context, lookups, request->isolation_level, response);
    return true;
  };
  if (std::ranges::any_of(lookups, reads_records))
    co_await run_blocking(context.broker.cold_read_pool(), std::move(work));
  else
    work();
  co_return answer(context, response);
}

}  // namespace moldau::broker
