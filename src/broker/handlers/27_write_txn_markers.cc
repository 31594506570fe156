/// WriteTxnMarkers 0-2. 1 has compact lengths, 2 the transaction's version (KIP-1228). Coordinators of
/// transactions ask for it, and administrators who abort a transaction that hangs.
#include "protocol/messages/27_write_txn_markers.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "broker/run_on.h"
#include "broker/transaction_markers.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::WriteTxnMarkersRequest;
using protocol::WriteTxnMarkersResponse;
using Results = std::vector<std::vector<ErrorCode>>;

/// A partition that is not here is left without a name: what a stranger makes up is not copied for each
/// index.
std::vector<Marker> markers_of(const WriteTxnMarkersRequest& request, const ClusterView& view) {
  std::vector<Marker> markers;
  for (const auto& asked : request.markers) {
    auto& marker = markers.emplace_back(Marker{.producer_id = asked.producer_id,
                                               .producer_epoch = asked.producer_epoch,
                                               .coordinator_epoch = asked.coordinator_epoch,
                                               .commit = asked.transaction_result,
                                               .partitions = {},
                                               .transaction_version = asked.transaction_version});
    for (const auto& topic : asked.topics) {
      const auto& served = view.topic(topic.name);
      for (const auto index : topic.partition_indexes)
        marker.partitions.push_back({find_partition(served, index) ? topic.name : std::string(), index});
    }
  }
  return markers;
}

/// Each producer that has partitions once, and each of its topics.
WriteTxnMarkersResponse response_of(const WriteTxnMarkersRequest& request, const Results& results) {
  WriteTxnMarkersResponse response;
  std::map<std::int64_t, std::size_t> producers;
  std::map<std::pair<std::int64_t, std::string_view>, std::size_t> topics;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].empty()) continue;
    const auto id = request.markers[i].producer_id;
    const auto [producer, is_new] = producers.emplace(id, response.markers.size());
    if (is_new) response.markers.push_back({.producer_id = id, .topics = {}});
    auto& answered = response.markers[producer->second].topics;
    auto result = results[i].begin();
    for (const auto& asked : request.markers[i].topics) {
      if (asked.partition_indexes.empty()) continue;
      const auto [topic, is_new_topic] = topics.emplace(std::pair(id, asked.name), answered.size());
      if (is_new_topic) answered.push_back({.name = asked.name, .partitions = {}});
      for (const auto index : asked.partition_indexes)
        answered[topic->second].partitions.push_back({index, to_wire(*result++)});
    }
  }
  return response;
}

}  // namespace

boost::asio::awaitable<Served> serve_write_txn_markers(RequestContext& context, MutableByteView body) {
  const auto request = read_body<WriteTxnMarkersRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  auto write = [&context, markers = markers_of(*request, *context.broker.view())](auto resume) mutable {
    write_markers(context.broker, std::move(markers), std::move(resume));
  };
  const auto results = co_await suspend<Results>(std::move(write));
  co_return answer(context, response_of(*request, results));
}

}  // namespace moldau::broker
