#include "http/admin_api.h"

#include <boost/json.hpp>
#include <utility>
#include <vector>

#include "http/events_api.h"
#include "http/group_lag.h"
#include "metadata/config/describe_configs.h"

namespace moldau::http {
namespace {

namespace json = boost::json;

json::array array_of(const std::vector<std::int32_t>& numbers) {
  json::array array;
  for (const auto each : numbers) array.emplace_back(each);
  return array;
}

json::value topics(const broker::ClusterView& view) {
  json::array all;
  for (const auto& topic : view.catalog->topics()) {
    json::object configs;
    for (const auto& [key, value] : topic->configs) configs[key] = value;
    all.push_back({{"name", topic->name},
                   {"id", topic->id.to_string()},
                   {"internal", topic->is_internal},
                   {"partitions", topic->partition_count()},
                   {"replication_factor", topic->replication_factor()},
                   {"configs", std::move(configs)}});
  }
  return {{"topics", std::move(all)}};
}

json::object described(const metadata::Topic& topic, std::int32_t index,
                       const std::shared_ptr<broker::Partition>& partition) {
  const auto& state = topic.partitions[static_cast<std::size_t>(index)];
  json::object object = {{"topic", topic.name},
                         {"partition", index},
                         {"leader", state.leader},
                         {"leader_epoch", state.leader_epoch},
                         {"replicas", array_of(state.replicas)},
                         {"isr", array_of(state.isr)}};
  const auto size = partition ? partition->size_bytes() : std::nullopt;
  object["offline"] = !size;
  if (!size) return object;
  object["log_start_offset"] = partition->log_start_offset();
  object["high_watermark"] = partition->high_watermark();
  object["log_end_offset"] = partition->log_end_offset();
  object["size_bytes"] = *size;
  return object;
}

json::value partitions(const broker::ClusterView& view) {
  json::array all;
  for (const auto& topic : view.catalog->topics()) {
    const auto& served = view.topic(topic->id);
    for (std::int32_t i = 0; i < topic->partition_count(); ++i)
      all.push_back(described(*topic, i, broker::find_partition(served, i)));
  }
  return {{"partitions", std::move(all)}};
}

json::object described(const coord::GroupReport& group, const broker::ClusterView& view) {
  json::array offsets;
  std::int64_t total = 0;
  for (const auto& each : group.committed) {
    const auto lag = lag_of(each, view);
    total += lag.value_or(0);
    offsets.push_back({{"topic", each.topic},
                       {"partition", each.partition},
                       {"committed_offset", each.offset},
                       {"lag", lag ? json::value(*lag) : json::value(nullptr)}});
  }
  return {{"group", group.id},
          {"state", json::string_view(group.state.data(), group.state.size())},
          {"type", json::string_view(group.type.data(), group.type.size())},
          {"protocol_type", group.protocol_type},
          {"generation", group.generation},
          {"members", group.member_count},
          {"lag", total},
          {"offsets", std::move(offsets)}};
}

json::value groups(const broker::GroupService::Report& report, const broker::ClusterView& view) {
  json::array all;
  for (const auto& group : report.groups) all.push_back(described(group, view));
  return {{"groups", std::move(all)}};
}

/// Values of sensitive keys are null, as everywhere.
json::value configs(const metadata::ServerConfig& config) {
  json::array all;
  for (const auto& entry : metadata::describe_broker_configs(config.configs, {}))
    all.push_back({{"name", entry.name},
                   {"value", entry.value ? json::value(*entry.value) : json::value(nullptr)},
                   {"source", entry.config_source},
                   {"sensitive", entry.is_sensitive},
                   {"read_only", entry.read_only}});
  return {{"configs", std::move(all)}};
}

json::value connections(broker::Server& server) {
  json::array all;
  for (const auto& each : server.connections())
    all.push_back({{"host", each.client.host},
                   {"port", each.client.port},
                   {"listener", each.client.listener_name},
                   {"software_name", each.client.software_name},
                   {"software_version", each.client.software_version},
                   {"idle_ms", each.idle_ms}});
  return {{"connections", std::move(all)}};
}

}  // namespace

boost::asio::awaitable<std::optional<std::string>> answer_api(Sources& sources,
                                                              std::vector<std::string> path) {
  if (path.empty()) co_return std::nullopt;
  auto& broker = sources.broker;
  const auto view = broker.view();
  if (const auto asked = asked_events(path)) {
    const auto exists = co_await is_known(sources, *view, *asked);
    const bool of_client = asked->subject == broker::Subject::kClient;
    co_return events_json(of_client ? broker.client_events() : broker.events(), *asked, exists);
  }
  const auto& what = path.front();
  if (path.size() == 1) {
    if (what == "topics") co_return json::serialize(topics(*view));
    if (what == "partitions") co_return json::serialize(partitions(*view));
    if (what == "configs") co_return json::serialize(configs(*broker.current_config()));
    if (what == "connections") co_return json::serialize(connections(sources.server));
  }
  if (what != "groups" || path.size() > 2) co_return std::nullopt;
  const auto report = co_await broker.groups().report();
  if (path.size() == 1) co_return json::serialize(groups(report, *view));
  for (const auto& group : report.groups)
    if (group.id == path[1]) co_return json::serialize(described(group, *view));
  co_return std::nullopt;
}

}  // namespace moldau::http
