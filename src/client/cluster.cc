#include "client/cluster.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "protocol/messages/10_find_coordinator.h"

namespace moldau::client {
namespace {

using protocol::ErrorCode;

constexpr std::int32_t kRetryMs = 200;

bool is_not_there_yet(std::int16_t code) {
  const auto error = static_cast<ErrorCode>(code);
  return error == ErrorCode::kCoordinatorNotAvailable || error == ErrorCode::kCoordinatorLoadInProgress ||
         error == ErrorCode::kNotCoordinator;
}

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (comma > 0) parts.push_back(list.substr(0, comma));
    list.remove_prefix(std::min(list.size(), comma + 1));
  }
  return parts;
}

/// The one coordinator of an answer, in the form that old versions have.
protocol::FindCoordinatorResponse::Coordinator only_coordinator(
    const protocol::FindCoordinatorResponse& answer) {
  if (!answer.coordinators.empty()) return answer.coordinators.front();
  return {.node_id = answer.node_id,
          .host = answer.host,
          .port = answer.port,
          .error_code = answer.error_code,
          .error_message = answer.error_message};
}

}  // namespace

std::string error_text(std::int16_t code, const std::optional<std::string>& message) {
  const auto name = protocol::name(static_cast<ErrorCode>(code));
  return message && !message->empty() ? fmt::format("{}: {}", name, *message) : std::string(name);
}

void pause(std::int32_t ms) {
  boost::asio::io_context io;
  boost::asio::steady_timer(io, std::chrono::milliseconds(ms)).wait();
}

Result<Cluster> Cluster::open(std::string_view bootstrap, const ConnectionOptions& options) {
  Cluster cluster;
  cluster.options_ = options;
  std::string failures;
  for (const auto each : split(bootstrap)) {
    const auto address = Address::parse(each);
    if (!address) return std::unexpected(address.error());
    auto connection = Connection::open(*address, options);
    if (connection) {
      cluster.bootstrap_ = std::move(*connection);
      return cluster;
    }
    failures += (failures.empty() ? "" : "; ") + connection.error();
  }
  return std::unexpected(failures.empty() ? "no broker was named: host:port, such as localhost:9092"
                                          : failures);
}

Result<protocol::MetadataResponse> Cluster::metadata(const std::optional<std::vector<std::string>>& topics) {
  protocol::MetadataRequest request;
  request.allow_auto_topic_creation = false;
  request.topics.reset();
  if (topics) {
    request.topics.emplace();
    for (const auto& name : *topics) request.topics->push_back({.name = name});
  }
  auto answer = bootstrap_->ask<protocol::MetadataResponse>(request);
  if (!answer) return std::unexpected(answer.error());
  if (answer->response.error_code != 0) return std::unexpected(error_text(answer->response.error_code));
  nodes_.clear();
  for (const auto& broker : answer->response.brokers)
    nodes_[broker.node_id] = {broker.host, static_cast<std::uint16_t>(broker.port)};
  return std::move(answer->response);
}

Result<protocol::MetadataResponse::MetadataResponseTopic> Cluster::topic(const std::string& name) {
  auto answer = metadata(std::vector{name});
  if (!answer) return std::unexpected(answer.error());
  for (auto& each : answer->topics) {
    if (each.name != name) continue;
    if (each.error_code != 0)
      return std::unexpected(fmt::format("topic {}: {}", name, error_text(each.error_code)));
    return std::move(each);
  }
  return std::unexpected(fmt::format("topic {}: the broker did not tell of it", name));
}

Result<Connection*> Cluster::node(std::int32_t node_id) {
  if (const auto found = connections_.find(node_id); found != connections_.end()) return &found->second;
  const auto address = nodes_.find(node_id);
  if (address == nodes_.end())
    return std::unexpected(fmt::format("broker {} is not among those that the cluster names", node_id));
  auto connection = Connection::open(address->second, options_);
  if (!connection)
    return std::unexpected(fmt::format("broker {} is advertised at an address that does not answer: {}",
                                       node_id, connection.error()));
  return &connections_.emplace(node_id, std::move(*connection)).first->second;
}

Result<Connection*> Cluster::controller() {
  const auto known = metadata(std::vector<std::string>{});
  if (!known) return std::unexpected(known.error());
  if (known->controller_id < 0) return std::unexpected("the cluster has no controller at the moment");
  return node(known->controller_id);
}

Result<Connection*> Cluster::coordinator(const std::string& group) {
  if (nodes_.empty())
    if (const auto known = metadata(std::vector<std::string>{}); !known)
      return std::unexpected(known.error());
  protocol::FindCoordinatorRequest request{.key = group, .key_type = 0, .coordinator_keys = {group}};
  for (std::int32_t waited_ms = 0;; waited_ms += kRetryMs) {
    const auto answer = bootstrap_->ask<protocol::FindCoordinatorResponse>(request);
    if (!answer) return std::unexpected(answer.error());
    const auto found = only_coordinator(answer->response);
    if (found.error_code == 0) {
      nodes_[found.node_id] = {found.host, static_cast<std::uint16_t>(found.port)};
      return node(found.node_id);
    }
    if (!is_not_there_yet(found.error_code) || waited_ms >= options_.timeout_ms)
      return std::unexpected(fmt::format("group {} has no coordinator: {}", group,
                                         error_text(found.error_code, found.error_message)));
    pause(kRetryMs);
  }
}

Result<std::int16_t> Cluster::ask_coordinator(const std::string& group,
                                              const std::function<Result<std::int16_t>(Connection&)>& ask) {
  for (std::int32_t waited_ms = 0;; waited_ms += kRetryMs) {
    const auto found = coordinator(group);
    if (!found) return std::unexpected(found.error());
    const auto code = ask(**found);
    if (!code || !is_not_there_yet(*code) || waited_ms >= options_.timeout_ms) return code;
    pause(kRetryMs);
  }
}

}  // namespace moldau::client
