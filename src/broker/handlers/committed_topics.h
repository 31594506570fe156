#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "base/uuid.h"
#include "broker/cluster_view.h"
#include "protocol/error_code.h"

/// What OffsetCommit and TxnOffsetCommit do with the topics that they name.
namespace moldau::broker {

/// Takes what names no partition of ours out of the request and into the response; gives the other topics
/// their name and id.
template <class Response, class Request>
Response split_unknown(const ClusterView& view, bool by_id, Request& request) {
  using protocol::ErrorCode;
  Response unknown;
  for (auto& topic : request.topics) {
    const auto& served = by_id ? view.topic(topic.topic_id) : view.topic(topic.name);
    if (served) topic.name = served->topic->name, topic.topic_id = served->topic->id;
    typename decltype(unknown.topics)::value_type missing;
    missing.name = topic.name;
    missing.topic_id = topic.topic_id;
    const auto code = !served && by_id ? ErrorCode::kUnknownTopicId : ErrorCode::kUnknownTopicOrPartition;
    std::erase_if(topic.partitions, [&](const auto& partition) {
      if (served && served->partition(partition.partition_index)) return false;
      missing.partitions.push_back({partition.partition_index, to_wire(code)});
      return true;
    });
    if (!missing.partitions.empty()) unknown.topics.push_back(std::move(missing));
  }
  std::erase_if(request.topics, [](const auto& topic) { return topic.partitions.empty(); });
  return unknown;
}

/// The same error for all partitions.
template <class Response, class Request>
Response failure(const Request& request, protocol::ErrorCode code) {
  Response response;
  for (const auto& topic : request.topics) {
    auto& answers = response.topics.emplace_back();
    answers.name = topic.name;
    answers.topic_id = topic.topic_id;
    for (const auto& partition : topic.partitions)
      answers.partitions.push_back({partition.partition_index, to_wire(code)});
  }
  return response;
}

/// Each topic once, in the order of first mention.
template <class Response>
void merge(Response& into, Response from) {
  std::map<std::pair<std::string, Uuid>, std::size_t> places;
  for (std::size_t i = 0; i < into.topics.size(); ++i)
    places.emplace(std::pair(into.topics[i].name, into.topics[i].topic_id), i);
  for (auto& topic : from.topics) {
    const auto [place, is_new] = places.emplace(std::pair(topic.name, topic.topic_id), into.topics.size());
    if (is_new)
      into.topics.push_back(std::move(topic));
    else
      std::ranges::move(topic.partitions, std::back_inserter(into.topics[place->second].partitions));
  }
}

}  // namespace moldau::broker
