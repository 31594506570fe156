#include "http/events_api.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <fmt/format.h>
#include <functional>
#include <utility>

namespace moldau::http {
namespace {

namespace json = boost::json;
using broker::Subject;
constexpr std::string_view kEvents = "events";

std::optional<std::int32_t> parse_index(const std::string& text) {
  std::int32_t index = 0;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, index);
  return read.ec == std::errc() && read.ptr == end && index >= 0 ? std::optional(index) : std::nullopt;
}

json::object described(const broker::EventLog::Event& event) {
  return {{"time_ms", event.first_ms},
          {"last_time_ms", event.last_ms},
          {"count", event.count},
          {"event", json::string_view(event.what.data(), event.what.size())},
          {"cause", event.cause}};
}

json::object described(const AskedEvents& asked) {
  switch (asked.subject) {
    case Subject::kGroup: return {{"group", asked.name}};
    case Subject::kTransaction: return {{"transactional_id", asked.name}};
    case Subject::kPartition: return {{"topic", asked.name}, {"partition", asked.partition}};
    case Subject::kLogDirectory: return {{"log_directory", asked.name}};
    case Subject::kClient: return {{"client", asked.name}};
  }
  return {};
}

boost::asio::awaitable<bool> is_known_group(broker::Broker& broker, std::string id) {
  std::function<bool(const coord::GroupShard&)> knows = [id](const auto& shard) {
    return shard.describe(id, 0).group_state != "Dead";
  };
  const auto known = co_await broker.groups().read(id, std::move(knows));
  co_return known.value_or(false);
}

boost::asio::awaitable<bool> is_known_transaction(broker::Broker& broker, std::string id) {
  std::function<bool(const broker::TransactionService::Shard&)> knows = [id](const auto& shard) {
    return shard.find(id) != nullptr;
  };
  const auto known = co_await broker.transactions().read(id, std::move(knows));
  co_return known.value_or(false);
}

bool is_known_directory(broker::Broker& broker, const std::string& path) {
  const auto all = broker.logs().report([](const auto&) { return false; });
  return std::ranges::find(all, path, &broker::LogManager::DirectoryReport::path) != all.end();
}

bool is_connected(broker::Server& server, const std::string& host) {
  return std::ranges::any_of(server.connections(),
                             [&](const auto& connection) { return connection.client.host == host; });
}

}  // namespace

std::optional<AskedEvents> asked_events(const std::vector<std::string>& path) {
  if (path.size() < 3 || path.back() != kEvents) return std::nullopt;
  constexpr std::pair<std::string_view, Subject> kNamed[] = {{"groups", Subject::kGroup},
                                                             {"transactions", Subject::kTransaction},
                                                             {"log-directories", Subject::kLogDirectory},
                                                             {"clients", Subject::kClient}};
  for (const auto& [what, subject] : kNamed)
    if (path.size() == 3 && path[0] == what) return AskedEvents{subject, path[1]};
  if (path.size() != 5 || path[0] != "topics" || path[2] != "partitions") return std::nullopt;
  const auto index = parse_index(path[3]);
  return index ? std::optional(AskedEvents{Subject::kPartition, path[1], *index}) : std::nullopt;
}

boost::asio::awaitable<bool> is_known(Sources& sources, const broker::ClusterView& view, AskedEvents asked) {
  auto& broker = sources.broker;
  switch (asked.subject) {
    case Subject::kGroup: co_return co_await is_known_group(broker, std::move(asked.name));
    case Subject::kTransaction: co_return co_await is_known_transaction(broker, std::move(asked.name));
    case Subject::kPartition:
      co_return broker::find_partition(view.topic(asked.name), asked.partition) != nullptr;
    case Subject::kLogDirectory: co_return is_known_directory(broker, asked.name);
    case Subject::kClient: co_return is_connected(sources.server, asked.name);
  }
  co_return false;
}

std::optional<std::string> events_json(const broker::EventLog& events, const AskedEvents& asked,
                                       bool exists) {
  const auto name = asked.partition < 0 ? asked.name : fmt::format("{}-{}", asked.name, asked.partition);
  const auto found = events.find(asked.subject, name);
  if (!found && !exists) return std::nullopt;
  auto object = described(asked);
  object["exists"] = exists;
  object["forgotten"] = found ? found->forgotten : 0;
  json::array all;
  if (found)
    for (const auto& event : found->events) all.push_back(described(event));
  object["events"] = std::move(all);
  return json::serialize(object);
}

}  // namespace moldau::http
