/// Fetch 0-18. 1 has a throttle time, 2 messages of format 1, 3 a limit for all partitions together, 4 record
/// batches and isolation levels, 5 log start offsets, 7 sessions, 9 leader epochs, 11 racks, 12 compact
/// lengths and diverging epochs, 13 topics by id, 15 the replica's state, 16 endpoints of leaders, 17 a
/// follower's directory, 18 its high watermark. Records go from the file to the socket. A request that finds
/// less than it asks for is parked with its partitions and woken by an append. Before version 4 batches are
/// made messages of format 0 or 1, which is done elsewhere (message_conversion.h).
#include "protocol/messages/01_fetch.h"

#include <algorithm>
#include <chrono>
#include <memory>

#include "broker/broker.h"
#include "broker/cold_read.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "broker/message_conversion.h"
#include "broker/quotas/throttle.h"
#include "broker/run_blocking.h"
#include "broker/session.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::FetchRequest;
using protocol::FetchResponse;
using PartitionData = FetchResponse::FetchableTopicResponse::PartitionData;
constexpr std::int16_t kFirstVersionWithFormat1 = 2;
constexpr std::int16_t kFirstVersionWithMaxBytes = 3;
constexpr std::int16_t kFirstVersionWithBatches = 4;
constexpr std::int16_t kFirstVersionWithTopicIds = 13;
constexpr std::int16_t kFirstVersionWithSessions = 7;
constexpr std::int16_t kFirstVersionWithEndpoints = 16;
constexpr std::int8_t kReadCommitted = 1;

PartitionData failure(std::int32_t index, ErrorCode code) {
  PartitionData data{.partition_index = index, .error_code = to_wire(code), .high_watermark = -1};
  data.records = protocol::Records::empty();
  return data;
}

/// The same for a partition that is here.
PartitionData refused(std::int32_t index, ErrorCode code) {
  auto data = failure(index, code);
  data.aborted_transactions.reset();
  return data;
}

/// What one pass over the partitions found.
struct Found {
  struct Entry {
    FetchPartition* wanted = nullptr;
    PartitionData data;
    log::FetchSlice slice;
    Bytes messages = {};  // instead of a slice, for those who know no batches
    protocol::DecompressionLimits decompression = {};
  };
  struct Watched {
    std::shared_ptr<Partition> partition;
    std::int64_t seen_end = -1;
  };
  std::vector<Entry> entries;
  std::vector<Watched> watched;
  std::size_t bytes = 0;
  /// An error or a diverging log, which is told at once.
  bool urgent = false;
};

class Fetch {
 public:
  Fetch(RequestContext& context, const FetchRequest& request)
      : context_(context),
        request_(request),
        max_bytes_(
            std::min(static_cast<std::size_t>(std::max(
                         0, std::min(request.max_bytes, context.broker.config().network.fetch_max_bytes))),
                     most_fetch_bytes(context))) {}

  Found look(std::vector<FetchPartition*>& partitions) const {
    const auto view = context_.broker.view();
    return look(partitions, *view);
  }
  Found look(std::vector<FetchPartition*>& partitions, const ClusterView& view) const {
    Found found;
    found.entries.reserve(partitions.size());
    for (auto* wanted : partitions) look_at(*wanted, view, found);
    return found;
  }
  /// Blocks on the disk, so that look() does not.
  void warm_up_indexes(const std::vector<FetchPartition*>& partitions, const ClusterView& view) const {
    for (const auto* wanted : partitions)
      if (const auto& partition = find_partition(topic_of(*wanted, view), wanted->key.partition))
        for (const auto& index : partition->indexes_for(wanted->fetch_offset)) warm_up(*index);
  }

  /// No answer gets larger than its limit, so that waiting for more would be in vain.
  std::size_t min_bytes() const {
    return std::min(static_cast<std::size_t>(std::max(0, request_.min_bytes)), max_bytes_);
  }
  bool committed_only() const { return request_.isolation_level == kReadCommitted; }

 private:
  void look_at(FetchPartition& wanted, const ClusterView& view, Found& found) const {
    Found::Entry entry{.wanted = &wanted, .data = {}, .slice = {}};
    const auto& topic = topic_of(wanted, view);
    const auto& partition = find_partition(topic, wanted.key.partition);
    if (!topic && by_id())
      entry.data = failure(wanted.key.partition, ErrorCode::kUnknownTopicId);
    else if (!partition)
      entry.data = failure(wanted.key.partition, ErrorCode::kUnknownTopicOrPartition);
    else if (const auto code = refusal(*partition, wanted); code != ErrorCode::kNone)
      entry.data = refused(wanted.key.partition, code), tell_leader(view, *partition, entry.data);
    else
      read(partition, entry, found);
    found.urgent |= entry.data.error_code != 0 || entry.data.diverging_epoch.epoch >= 0;
    found.entries.push_back(std::move(entry));
  }

  bool by_id() const { return context_.version() >= kFirstVersionWithTopicIds; }
  const ServedTopicPtr& topic_of(const FetchPartition& wanted, const ClusterView& view) const {
    return by_id() ? view.topic(wanted.key.topic_id) : view.topic(*wanted.key.topic);
  }

  ErrorCode refusal(const Partition& partition, const FetchPartition& wanted) const {
    // Replication is not served: nobody is a follower of ours.
    if (request_.replica_id >= 0 || request_.replica_state.replica_id >= 0)
      return ErrorCode::kNotLeaderOrFollower;
    if (wanted.max_bytes < 0) return ErrorCode::kUnknownServerError;  // as Kafka calls a negative limit
    if (context_.version() < kFirstVersionWithBatches && compresses_with_zstd(partition))
      return ErrorCode::kUnsupportedCompressionType;
    return partition.check_leader_epoch(std::max(Partition::kNoEpoch, wanted.current_leader_epoch));
  }

  /// The topic, whatever its batches have become.
  static bool compresses_with_zstd(const Partition& partition) {
    const auto compression = partition.validation().compression;
    return compression && compression->codec == protocol::Codec::kZstd;
  }

  /// Before there was a limit for all, each partition was to be read on by itself.
  bool at_least_one_batch(const Found& found) const {
    return found.bytes == 0 || (context_.version() < kFirstVersionWithMaxBytes && found.bytes < max_bytes_);
  }

  /// Whoever believes in another leader learns which one it is.
  void tell_leader(const ClusterView& view, const Partition& partition, PartitionData& data) const {
    if (context_.version() < kFirstVersionWithEndpoints) return;
    const auto code = static_cast<ErrorCode>(data.error_code);
    if (code == ErrorCode::kNotLeaderOrFollower || code == ErrorCode::kFencedLeaderEpoch)
      data.current_leader = {view.catalog->controller_id(), partition.leader_epoch()};
  }

  void read(const std::shared_ptr<Partition>& partition, Found::Entry& entry, Found& found) const {
    const auto& wanted = *entry.wanted;
    const auto left = max_bytes_ - std::min(max_bytes_, found.bytes);
    auto fetched = partition->fetch(
        wanted.fetch_offset,
        {.max_bytes = std::min<std::size_t>(left, static_cast<std::size_t>(wanted.max_bytes)),
         .at_least_one_batch = at_least_one_batch(found),
         .committed_only = committed_only(),
         .last_fetched_epoch = wanted.last_fetched_epoch});
    auto& data = entry.data;
    if (fetched.error != ErrorCode::kNone) {
      data = refused(wanted.key.partition, fetched.error);
      return;
    }
    data.partition_index = wanted.key.partition;
    data.high_watermark = fetched.high_watermark;
    data.last_stable_offset = fetched.last_stable_offset;
    data.log_start_offset = fetched.log_start_offset;
    data.diverging_epoch = {fetched.diverging_epoch, fetched.diverging_end_offset};
    data.aborted_transactions.reset();
    if (committed_only()) {
      auto& aborted = data.aborted_transactions.emplace();
      for (const auto& each : fetched.aborted) aborted.push_back({each.producer_id, each.first_offset});
    }
    if (!fetched.slice.first_batch_incomplete) entry.slice = std::move(fetched.slice);
    data.records =
        entry.slice.empty() ? protocol::Records::empty() : protocol::Records::external(entry.slice.size);
    found.bytes += entry.slice.size;
    if (context_.version() < kFirstVersionWithBatches) {
      entry.decompression = partition->validation().decompression;
      // What was let in may have been compressed better since.
      entry.decompression.free_bytes = entry.decompression.max_bytes;
    }
    found.watched.push_back(
        {partition, committed_only() ? fetched.last_stable_offset : fetched.high_watermark});
  }

  const RequestContext& context_;
  const FetchRequest& request_;
  const std::size_t max_bytes_;
};

/// For whom even indexes are not likely to be in memory.
boost::asio::awaitable<Found> look_on_disk(const RequestContext& context, const Fetch& fetch,
                                           std::vector<FetchPartition*>& partitions) {
  auto work = [&fetch, &partitions, view = context.broker.view()] {
    fetch.warm_up_indexes(partitions, *view);
    return fetch.look(partitions, *view);
  };
  co_return co_await run_blocking(context.broker.cold_read_pool(), std::move(work));
}

/// Waits until there may be more than `found`, or the time is over.
boost::asio::awaitable<bool> wait_for_more(const RequestContext& context, const Found& found,
                                           bool committed_only, Waiter::TimePoint deadline) {
  const auto waiter = std::make_shared<Waiter>(context.session.channel().executor());
  for (const auto& watched : found.watched)
    watched.partition->add_waiter(waiter, watched.seen_end, committed_only);
  const bool woken = co_await context.session.park(waiter, deadline);
  for (const auto& watched : found.watched) watched.partition->remove_waiter(waiter);
  co_return woken;
}

bool is_told(const Found::Entry& entry, const FetchSessionCache::Lease& lease) {
  return !lease || lease.full() || entry.wanted->must_tell(entry.data);
}

void add(FetchResponse& response, const FetchKey& key, PartitionData data) {
  auto& topics = response.responses;
  if (topics.empty() || topics.back().topic != *key.topic || topics.back().topic_id != key.topic_id)
    topics.push_back({.topic = *key.topic, .topic_id = key.topic_id, .partitions = {}});
  topics.back().partitions.push_back(std::move(data));
}

/// What a quota counts: the answer without its header, but with its size, as Kafka has it.
std::size_t answer_bytes(const RequestContext& context, const Found& found,
                         const FetchSessionCache::Lease& lease) {
  FetchResponse response;
  std::size_t records = 0;
  for (const auto& entry : found.entries) {
    if (!is_told(entry, lease)) continue;
    add(response, entry.wanted->key, entry.data);
    records += entry.slice.size;
  }
  Bytes bytes;
  protocol::Writer writer(bytes);
  protocol::encode(response, context.version(), writer);
  return sizeof(std::int32_t) + bytes.size() + records;
}

/// Says only for how long the client is to be quiet. A session that would have started with it does not.
Reply throttled(const RequestContext& context, std::int32_t throttle_ms, FetchSessionCache::Lease& lease) {
  if (lease && lease.full()) context.broker.fetch_sessions().forget(lease);
  const FetchResponse response{.throttle_time_ms = throttle_ms, .session_id = lease.id()};
  return {.bytes = frame_of(context.header, response)};
}

Reply reply_of(RequestContext& context, Found found, FetchSessionCache::Lease& lease) {
  const auto counted = has_fetch_quota(context) ? answer_bytes(context, found, lease) : 0;
  if (const auto throttle_ms = charge_fetch(context, counted); throttle_ms > 0)
    return throttled(context, throttle_ms, lease);
  FetchResponse response{.session_id = lease.id()};
  Reply reply;
  std::vector<log::FetchSlice> slices;
  for (auto& entry : found.entries) {
    const bool told = is_told(entry, lease);
    if (lease) entry.wanted->tell(entry.data);
    if (!told) continue;
    const auto& key = entry.wanted->key;
    add(response, key, std::move(entry.data));
    if (entry.slice.empty()) continue;
    slices.push_back(std::move(entry.slice));
    if (lease) lease->served(key);
  }
  std::vector<protocol::Hole> holes;
  reply.bytes = frame_of(context.header, response, &holes);
  MOLDAU_CHECK(holes.size() == slices.size());
  for (std::size_t i = 0; i < holes.size(); ++i)
    reply.files.push_back({holes[i].position, std::move(slices[i].file), slices[i].position, slices[i].size,
                           slices[i].at_tail});
  return reply;
}

/// Makes messages of what was found. True where that is nothing at all, but there may be more behind what has
/// no form as a message; then each partition is to be read from there.
boost::asio::awaitable<bool> make_messages(const RequestContext& context, Found& found,
                                           MemoryCharge& memory) {
  const std::int8_t magic = context.version() < kFirstVersionWithFormat1 ? 0 : 1;
  bool has_memory = true, passed_over = false;
  found.bytes = 0;
  for (auto& entry : found.entries) {
    if (entry.slice.empty()) continue;
    entry.data.records = protocol::Records::empty();
    const auto slice = std::exchange(entry.slice, {});
    if (!has_memory) continue;
    const protocol::DownConversion conversion{.magic = magic,
                                              .first_offset = entry.wanted->fetch_offset,
                                              .max_bytes = slice.size,
                                              .decompression = entry.decompression};
    auto messages = co_await convert(context, slice, conversion, memory);
    has_memory = messages.has_value();
    if (!has_memory) continue;
    if (messages->error != ErrorCode::kNone) {
      entry.data = refused(entry.wanted->key.partition, messages->error);
      found.urgent = true;
    } else if (messages->bytes.empty()) {
      passed_over |= messages->next_offset > std::exchange(entry.wanted->fetch_offset, messages->next_offset);
    }
    entry.messages = std::move(messages->bytes);
    found.bytes += entry.messages.size();
    if (!entry.messages.empty()) entry.data.records = protocol::Records(entry.messages);
  }
  if (found.bytes > 0 || found.urgent) passed_over = false;
  co_return passed_over;
}

/// A topic without any counts as one.
template <class Topics>
std::size_t partitions_named(const Topics& topics) {
  std::size_t count = 0;
  for (const auto& topic : topics) count += std::max<std::size_t>(1, topic.partitions.size());
  return count;
}

/// What the partitions are kept in now is what the client wants, and nobody else looks at.
void let_go(RequestContext& context, FetchRequest& request) {
  request.topics = {};
  request.forgotten_topics_data = {};
  context.session.let_request_go();
}

Reply refuse(RequestContext& context, ErrorCode code) {
  return answer(context, FetchResponse{.error_code = to_wire(code)});
}

}  // namespace

boost::asio::awaitable<Served> serve_fetch(RequestContext& context, MutableByteView body) {
  auto request = read_body<FetchRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  if (context.version() < kFirstVersionWithSessions) request->session_epoch = -1;
  const auto most = static_cast<std::size_t>(context.broker.config().network.fetch_session_max_partitions);
  if (partitions_named(request->topics) > most || partitions_named(request->forgotten_topics_data) > most)
    co_return refuse(context, ErrorCode::kInvalidRequest);
  auto lease = context.broker.fetch_sessions().acquire(*request, context.version(),
                                                       context.broker.clock().steady_ms());
  if (!lease) co_return refuse(context, lease.error());
  std::vector<FetchPartition> sessionless;
  std::vector<FetchPartition*> partitions;
  if (*lease) {
    partitions = (*lease)->partitions();
  } else {
    sessionless = requested_partitions(*request);
    for (auto& partition : sessionless) partitions.push_back(&partition);
  }
  let_go(context, *request);

  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(std::max(0, request->max_wait_ms));
  const Fetch fetch(context, *request);
  Found found;
  if (context.session.reads_from_disk())
    found = co_await look_on_disk(context, fetch, partitions);
  else
    found = fetch.look(partitions);
  std::shared_ptr<MemoryCharge> memory;
  for (;;) {
    while (!found.urgent && !partitions.empty() && found.bytes < fetch.min_bytes() &&
           request->max_wait_ms > 0) {
      const bool woken = co_await wait_for_more(context, found, fetch.committed_only(), deadline);
      found = fetch.look(partitions);
      if (!woken) break;
    }
    if (context.version() >= kFirstVersionWithBatches) break;
    if (!memory) memory = std::make_shared<MemoryCharge>(context.broker.request_memory());
    const bool look_on = co_await make_messages(context, found, *memory);
    if (!look_on) break;
    found = fetch.look(partitions);
  }
  auto reply = reply_of(context, std::move(found), *lease);
  reply.memory = std::move(memory);
  co_return std::move(reply);
}

}  // namespace moldau::broker
