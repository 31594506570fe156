#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

#include "client/probe.h"
#include "protocol/messages/35_describe_log_dirs.h"
#include "protocol/messages/list_00_to_19.h"
#include "tool/commands.h"
#include "tool/findings.h"
#include "tool/output.h"
#include "tool/round_trip.h"
#include "tool/target.h"

namespace moldau::tool {
namespace {

using client::Cluster;
using client::error_text;

/// Less than this share of a disk free is worth a word.
constexpr double kLittleFree = 0.05;
/// More problems of partitions are counted, not named.
constexpr std::size_t kMostNamed = 5;

struct Arguments {
  Target target;
  bool round_trip = false;
};

bool is_loopback(const std::string& host) {
  return host == "localhost" || host.starts_with("127.") || host == "::1";
}

/// One address, from its name to Kafka's answer.
bool check_address(const std::string& who, const client::Address& address, const Target& target,
                   Findings& findings) {
  const auto seen = client::probe(address, {.timeout_ms = target.timeout_ms});
  if (!seen.unresolved.empty()) {
    findings.bad(fmt::format("{}: {}", who, seen.unresolved),
                 "name a host that this machine can resolve, in DNS or /etc/hosts");
  } else if (!seen.unconnected.empty()) {
    findings.bad(fmt::format("{} at {} ({}): {}", who, address.to_string(), fmt::join(seen.addresses, ", "),
                             seen.unconnected),
                 "is the broker running there, does it listen on that address, and does a firewall let this "
                 "machine through?");
  } else if (!seen.no_kafka.empty()) {
    findings.bad(fmt::format("{} at {}: {}", who, address.to_string(), seen.no_kafka),
                 "use the port of a PLAINTEXT listener");
  } else {
    findings.good(
        fmt::format("{} at {} ({}) answers", who, address.to_string(), fmt::join(seen.addresses, ", ")));
  }
  return seen.ok();
}

/// The APIs without which a client does not get far.
void check_versions(client::Connection& broker, Findings& findings) {
  std::vector<std::string> lacking;
  protocol::Messages00To19::for_each([&]<class M>() {
    constexpr std::int16_t kNeeded[] = {0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14};
    if (!M::kInfo.name.ends_with("Request") || std::ranges::count(kNeeded, M::kInfo.api_key) == 0) return;
    if (!broker.pick_version(M::kInfo, M::kInfo.last_version)) lacking.emplace_back(M::kInfo.name);
  });
  if (lacking.empty())
    findings.good(
        fmt::format("{} APIs are served, and those of producers and consumers in versions known here",
                    broker.versions().api_keys.size()));
  else
    findings.bad(
        fmt::format("the broker does not serve {} in a version known here", fmt::join(lacking, ", ")),
        "this program speaks the versions of Kafka 0.8 to 4.4: is that a broker?");
}

/// Where the cluster says that its brokers are, seen from here.
void check_advertised(Cluster& cluster, const Target& target, Findings& findings) {
  const bool here = is_loopback(cluster.any().address().host);
  for (const auto& [id, address] : std::map(cluster.nodes())) {
    const auto who = fmt::format("broker {}, as advertised,", id);
    if (is_loopback(address.host) && !here)
      findings.bad(fmt::format("broker {} is advertised at {}: every other machine takes that for itself", id,
                               address.to_string()),
                   "set advertised.listeners to a name that clients can reach");
    else if (check_address(who, address, target, findings))
      continue;
    else
      findings.bad(fmt::format("clients that were told of broker {} cannot reach it from here", id),
                   "set advertised.listeners of that broker to an address that resolves and is reachable for "
                   "its clients");
  }
}

/// A broker behind the address of another cluster's makes for odd errors.
void check_same_cluster(Cluster& cluster, const protocol::MetadataResponse& known, const Target& target,
                        Findings& findings) {
  for (const auto& [id, address] : std::map(cluster.nodes())) {
    auto other = Cluster::open(address.to_string(), {.timeout_ms = target.timeout_ms});
    if (!other) continue;  // was told above
    const auto theirs = other->metadata(std::vector<std::string>{});
    if (theirs && theirs->cluster_id != known.cluster_id)
      findings.bad(fmt::format("broker {} at {} is of cluster {}, not {}", id, address.to_string(),
                               theirs->cluster_id.value_or("(none)"), known.cluster_id.value_or("(none)")),
                   "two clusters advertise the same address: correct advertised.listeners of one");
  }
}

void check_partitions(const protocol::MetadataResponse& known, Findings& findings) {
  std::vector<std::string> leaderless, behind;
  std::size_t count = 0;
  for (const auto& topic : known.topics)
    for (const auto& each : topic.partitions) {
      ++count;
      const auto name = fmt::format("{}-{}", topic.name.value_or(""), each.partition_index);
      if (each.leader_id < 0)
        leaderless.push_back(name);
      else if (each.isr_nodes.size() < each.replica_nodes.size())
        behind.push_back(name);
    }
  const auto named = [](const std::vector<std::string>& names) {
    const auto shown = std::min(names.size(), kMostNamed);
    return fmt::format("{}{}",
                       fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                       names.size() > shown ? fmt::format(" and {} more", names.size() - shown) : "");
  };
  if (!leaderless.empty())
    findings.bad(
        fmt::format("{} of {} partitions have no leader: {}", leaderless.size(), count, named(leaderless)),
        "start the brokers that hold their replicas; a log directory that failed is told of below");
  if (!behind.empty())
    findings.doubtful(fmt::format("{} of {} partitions have replicas that are behind: {}", behind.size(),
                                  count, named(behind)),
                      "a broker is down, or cannot keep up");
  if (leaderless.empty() && behind.empty())
    findings.good(fmt::format("{} topics with {} partitions, all with a leader and all replicas in sync",
                              known.topics.size(), count));
}

void check_log_dirs(Cluster& cluster, Findings& findings) {
  protocol::DescribeLogDirsRequest request;
  request.topics.reset();
  for (const auto& [id, unused] : std::map(cluster.nodes())) {
    const auto broker = cluster.node(id);
    if (!broker) continue;  // was told above
    const auto answer = (*broker)->ask<protocol::DescribeLogDirsResponse>(request);
    if (!answer) {
      findings.doubtful(fmt::format("log directories of broker {} are unknown: {}", id, answer.error()), "");
      continue;
    }
    for (const auto& each : answer->response.results) {
      const auto where = fmt::format("log directory {} of broker {}", each.log_dir, id);
      if (each.error_code != 0) {
        findings.bad(fmt::format("{}: {}", where, error_text(each.error_code)),
                     "it failed and is offline: look into the broker's log, repair the disk and start the "
                     "broker again");
      } else if (each.total_bytes > 0 && static_cast<double>(each.usable_bytes) <
                                             kLittleFree * static_cast<double>(each.total_bytes)) {
        findings.doubtful(
            fmt::format("{} has {} of {} MB free", where, each.usable_bytes >> 20, each.total_bytes >> 20),
            "delete topics, shorten retention.ms, or give it more room");
      } else {
        findings.good(each.total_bytes > 0 ? fmt::format("{} has {} of {} MB free", where,
                                                         each.usable_bytes >> 20, each.total_bytes >> 20)
                                           : where + " is online");
      }
    }
  }
}

void check_cluster(Cluster& cluster, const Arguments& arguments, Findings& findings) {
  check_versions(cluster.any(), findings);
  const auto known = cluster.metadata(std::nullopt);
  if (!known) return findings.bad(fmt::format("Metadata: {}", known.error()), "");
  if (known->controller_id >= 0)
    findings.good(fmt::format("cluster {} with {} brokers; the controller is {}",
                              known->cluster_id.value_or("(none)"), known->brokers.size(),
                              known->controller_id));
  else
    findings.bad(fmt::format("cluster {} has no controller", known->cluster_id.value_or("(none)")),
                 "topics can be neither created nor deleted, and no leader elected: start its controllers");
  check_advertised(cluster, arguments.target, findings);
  check_same_cluster(cluster, *known, arguments.target, findings);
  check_partitions(*known, findings);
  check_log_dirs(cluster, findings);
  if (arguments.round_trip) round_trip(cluster, findings);
}

int doctor(const Arguments& arguments) {
  Findings findings(arguments.target.json);
  std::string reachable;
  for (std::string_view rest = arguments.target.bootstrap; !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    const auto each = rest.substr(0, comma);
    rest.remove_prefix(std::min(rest.size(), comma + 1));
    if (each.empty()) continue;
    const auto address = client::Address::parse(each);
    if (!address) return misused(address.error());
    if (check_address("bootstrap server", *address, arguments.target, findings) && reachable.empty())
      reachable = address->to_string();
  }
  if (reachable.empty()) return findings.close();
  auto cluster = Cluster::open(reachable, {.timeout_ms = arguments.target.timeout_ms});
  if (cluster)
    check_cluster(*cluster, arguments, findings);
  else
    findings.bad(cluster.error(), "it answered a moment ago: is the broker restarting?");
  return findings.close();
}

}  // namespace

void add_doctor_command(CLI::App& app, Run& chosen) {
  auto arguments = std::make_shared<Arguments>();
  arguments->target.timeout_ms = 5'000;
  auto* command =
      app.add_subcommand("doctor", "Connect as a client would from here, and explain what is wrong");
  add_target_options(*command, arguments->target);
  command->add_flag("--round-trip", arguments->round_trip,
                    "Also create a topic, send a record through it, compare clocks, and delete it");
  command->footer(
      "Examples:\n"
      "  moldau doctor\n"
      "  moldau doctor -b broker:9092 --round-trip\n"
      "It ends with 1 where something failed; warnings alone are no failure.");
  command->callback([&chosen, arguments] { chosen = [arguments] { return doctor(*arguments); }; });
}

}  // namespace moldau::tool
