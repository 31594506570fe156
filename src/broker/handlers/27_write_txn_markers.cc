/// WriteTxnMarkers 0-2. 1 has compact lengths, 2 the transaction's version (KIP-1228). Coordinators of
/// transactions ask for it, and administrators who abort a transaction that hangs.
#include "protocol/messages/27_write_txn_markers.h"

#include <map>
#include <string>
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

std::vector<Marker> markers_of(const WriteTxnMarkersRequest& request) {
  std::vector<Marker> markers;
  for (const auto& asked : request.markers) {
    auto& marker = markers.emplace_back(Marker{.producer_id = asked.producer_id,
                                               .producer_epoch = asked.producer_epoch,
                                               .coordinator_epoch = asked.coordinator_epoch,
                                               .commit = asked.transaction_result,
                                               .partitions = {},
                                               .transaction_version = asked.transaction_version});
    for (const auto& topic : asked.topics)
      for (const auto index : topic.partition_indexes) marker.partitions.push_back({topic.name, index});
  }
  return markers;
}

/// Each producer that has partitions once, and each of its topics.
WriteTxnMarkersResponse response_of(const std::vector<Marker>& markers, const Results& results) {
  WriteTxnMarkersResponse response;
  std::map<std::int64_t, std::size_t> producers;
  std::map<std::pair<std::int64_t, std::string>, std::size_t> topics;
  for (std::size_t i = 0; i < markers.size(); ++i) {
    if (markers[i].partitions.empty()) continue;
    const auto id = markers[i].producer_id;
    const auto [producer, is_new] = producers.emplace(id, response.markers.size());
    if (is_new) response.markers.push_back({.producer_id = id, .topics = {}});
    auto& answered = response.markers[producer->second].topics;
    for (std::size_t k = 0; k < results[i].size(); ++k) {
      const auto& [name, index] = markers[i].partitions[k];
      const auto [topic, is_new_topic] = topics.emplace(std::pair(id, name), answered.size());
      if (is_new_topic) answered.push_back({.name = name, .partitions = {}});
      answered[topic->second].partitions.push_back({index, to_wire(results[i][k])});
    }
  }
  return response;
}

}  // namespace

boost::asio::awaitable<Served> serve_write_txn_markers(RequestContext& context, MutableByteView body) {
  const auto request = read_body<WriteTxnMarkersRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  const auto markers = markers_of(*request);
  auto write = [&context, &markers](Resume<Results> resume) {
    write_markers(context.broker, markers, std::move(resume));
  };
  const auto results = co_await suspend<Results>(std::move(write));
  co_return answer(context, response_of(markers, results));
}

}  // namespace moldau::broker
