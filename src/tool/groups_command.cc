#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <set>

#include "client/offsets.h"
#include "protocol/messages/15_describe_groups.h"
#include "protocol/messages/16_list_groups.h"
#include "protocol/messages/42_delete_groups.h"
#include "protocol/messages/69_consumer_group_describe.h"
#include "tool/commands.h"
#include "tool/output.h"
#include "tool/reset_plan.h"
#include "tool/target.h"

namespace moldau::tool {
namespace {

using client::Cluster;
using client::error_text;
using inspect::Json;

struct Arguments {
  Target target;
  std::vector<std::string> names;
  ResetRequest reset;
  bool execute = false;
};

struct Member {
  std::string id, client_id, host;
};

struct Group {
  std::string name, state, type;
  std::vector<Member> members;
};

client::Result<std::vector<Group>> all_groups(Cluster& cluster) {
  if (const auto known = cluster.metadata(std::vector<std::string>{}); !known)
    return std::unexpected(known.error());
  std::vector<Group> groups;
  for (const auto& [id, unused] : std::map(cluster.nodes())) {
    const auto broker = cluster.node(id);
    if (!broker) return std::unexpected(broker.error());
    const auto answer = (*broker)->ask<protocol::ListGroupsResponse>(protocol::ListGroupsRequest{});
    if (!answer) return std::unexpected(answer.error());
    if (answer->response.error_code != 0)
      return std::unexpected(fmt::format("broker {}: {}", id, error_text(answer->response.error_code)));
    for (const auto& each : answer->response.groups)
      groups.push_back(
          {each.group_id, each.group_state, each.group_type.empty() ? "classic" : each.group_type, {}});
  }
  std::ranges::sort(groups, {}, &Group::name);
  return groups;
}

int list(const Arguments& arguments) {
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  const auto groups = all_groups(*cluster);
  if (!groups) return failed(groups.error());
  Json json = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : *groups) {
    json.push_back({{"group", each.name}, {"type", each.type}, {"state", each.state}});
    rows.push_back({each.name, each.type, each.state});
  }
  return arguments.target.json ? print_json(json) : print_table({"GROUP", "TYPE", "STATE"}, rows);
}

/// A group of the newer protocol; nothing where it is none.
client::Result<std::optional<Group>> newer_group(client::Connection& coordinator, const std::string& name) {
  protocol::ConsumerGroupDescribeRequest request{.group_ids = {name}};
  if (!coordinator.serves(request.kInfo.api_key)) return std::nullopt;
  const auto answer = coordinator.ask<protocol::ConsumerGroupDescribeResponse>(request);
  if (!answer) return std::unexpected(answer.error());
  for (const auto& each : answer->response.groups) {
    if (each.error_code == to_wire(protocol::ErrorCode::kGroupIdNotFound)) return std::nullopt;
    if (each.error_code != 0) return std::unexpected(error_text(each.error_code, each.error_message));
    Group group{name, each.group_state, "consumer", {}};
    for (const auto& member : each.members)
      group.members.push_back({member.member_id, member.client_id, member.client_host});
    return group;
  }
  return std::nullopt;
}

client::Result<Group> classic_group(Cluster& cluster, const std::string& name) {
  Group group{name, "", "classic", {}};
  std::optional<std::string> message;
  const auto code =
      cluster.ask_coordinator(name, [&](client::Connection& broker) -> client::Result<std::int16_t> {
        const auto answer =
            broker.ask<protocol::DescribeGroupsResponse>(protocol::DescribeGroupsRequest{.groups = {name}});
        if (!answer) return std::unexpected(answer.error());
        if (answer->response.groups.empty()) return std::unexpected("the broker did not tell of it");
        const auto& told = answer->response.groups.front();
        group.state = told.group_state;
        message = told.error_message;
        for (const auto& member : told.members)
          group.members.push_back({member.member_id, member.client_id, member.client_host});
        return told.error_code;
      });
  if (!code) return std::unexpected(code.error());
  if (*code != 0) return std::unexpected(error_text(*code, message));
  if (group.state == "Dead") return std::unexpected("there is no such group");
  return group;
}

client::Result<Group> group_of(Cluster& cluster, const std::string& name) {
  const auto coordinator = cluster.coordinator(name);
  if (!coordinator) return std::unexpected(coordinator.error());
  auto newer = newer_group(**coordinator, name);
  if (newer && *newer) return std::move(**newer);
  auto group = classic_group(cluster, name);
  if (!group) return std::unexpected(fmt::format("group {}: {}", name, group.error()));
  return group;
}

/// The lag, where both offsets are known.
Json lag_of(const std::map<client::TopicPartition, std::int64_t>& ends, const client::TopicPartition& at,
            std::int64_t committed) {
  const auto end = ends.find(at);
  return end == ends.end() ? Json() : Json(std::max<std::int64_t>(0, end->second - committed));
}

client::Result<Json> described(Cluster& cluster, const std::string& name) {
  const auto group = group_of(cluster, name);
  if (!group) return std::unexpected(group.error());
  const auto committed = client::committed_offsets(cluster, name);
  if (!committed) return std::unexpected(committed.error());
  std::vector<client::TopicPartition> partitions;
  for (const auto& [at, unused] : *committed) partitions.push_back(at);
  const auto ends = client::list_offsets(cluster, partitions, client::kLatest);
  if (!ends) complain(fmt::format("group {}: the lag is unknown: {}", name, ends.error()));
  Json json{{"group", name}, {"type", group->type}, {"state", group->state}};
  json["members"] = Json::array();
  for (const auto& each : group->members)
    json["members"].push_back({{"member", each.id}, {"client", each.client_id}, {"host", each.host}});
  json["offsets"] = Json::array();
  for (const auto& [at, offset] : *committed) {
    const auto known = ends.value_or(std::map<client::TopicPartition, std::int64_t>());
    const auto end = known.find(at);
    json["offsets"].push_back({{"topic", at.first},
                               {"partition", at.second},
                               {"committed", offset},
                               {"end", end == known.end() ? Json() : Json(end->second)},
                               {"lag", lag_of(known, at, offset)}});
  }
  return json;
}

int describe(const Arguments& arguments) {
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  Json all = Json::array();
  int code = kDone;
  for (const auto& name : arguments.names) {
    auto group = described(*cluster, name);
    if (group)
      all.push_back(std::move(*group));
    else
      code = failed(group.error());
  }
  if (arguments.target.json) return std::max(code, print_json(all));
  for (const auto& group : all) {
    print_line(fmt::format("{}: {}, {}, {} members", group["group"].get<std::string>(),
                           group["type"].get<std::string>(), group["state"].get<std::string>(),
                           group["members"].size()));
    std::vector<std::vector<std::string>> rows;
    for (const auto& each : group["offsets"])
      rows.push_back({each["topic"].get<std::string>(), each["partition"].dump(), each["committed"].dump(),
                      each["end"].is_null() ? "-" : each["end"].dump(),
                      each["lag"].is_null() ? "-" : each["lag"].dump()});
    if (!rows.empty())
      code = std::max(code, print_table({"TOPIC", "PARTITION", "COMMITTED", "END", "LAG"}, rows));
    for (const auto& each : group["members"])
      print_line(fmt::format("member {} of client {} at {}", each["member"].get<std::string>(),
                             each["client"].get<std::string>(), each["host"].get<std::string>()));
  }
  return flushed(code);
}

int remove(const Arguments& arguments) {
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  int code = kDone;
  for (const auto& name : arguments.names) {
    std::optional<std::string> message;
    const auto outcome =
        cluster->ask_coordinator(name, [&](client::Connection& broker) -> client::Result<std::int16_t> {
          const auto answer = broker.ask<protocol::DeleteGroupsResponse>(
              protocol::DeleteGroupsRequest{.groups_names = {name}});
          if (!answer) return std::unexpected(answer.error());
          if (answer->response.results.empty()) return std::unexpected("the broker did not tell of it");
          message = answer->response.results.front().error_message;
          return answer->response.results.front().error_code;
        });
    if (!outcome) return failed(outcome.error());
    if (*outcome != 0)
      code = failed(fmt::format("group {}: {}", name, error_text(*outcome, message)));
    else if (!arguments.target.json)
      print_line("deleted group " + name);
  }
  if (arguments.target.json) return std::max(code, print_json({{"deleted", code == kDone}}));
  return flushed(code);
}

int reset(const Arguments& arguments) {
  if (const auto why = arguments.reset.lacking(); !why.empty()) return misused(why);
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  const auto& name = arguments.names.front();
  const auto plan = plan_reset(*cluster, name, arguments.reset);
  if (!plan) return failed(plan.error());
  if (arguments.execute)
    if (const auto done = client::commit_offsets(*cluster, name, plan->offsets); !done)
      return failed(done.error());
  Json json = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& [at, offset] : plan->offsets) {
    const auto before = plan->before.find(at);
    const Json was = before == plan->before.end() ? Json() : Json(before->second);
    json.push_back({{"topic", at.first}, {"partition", at.second}, {"before", was}, {"after", offset}});
    rows.push_back(
        {at.first, std::to_string(at.second), was.is_null() ? "-" : was.dump(), std::to_string(offset)});
  }
  if (!arguments.execute) complain("note: nothing was changed; --execute does it");
  return arguments.target.json ? print_json(json)
                               : print_table({"TOPIC", "PARTITION", "BEFORE", "AFTER"}, rows);
}

CLI::App* add_verb(CLI::App& groups, const char* verb, const char* what, Run& chosen,
                   int (*run)(const Arguments&), const std::shared_ptr<Arguments>& arguments) {
  auto* command = groups.add_subcommand(verb, what);
  add_target_options(*command, arguments->target);
  command->callback([&chosen, arguments, run] { chosen = [arguments, run] { return run(*arguments); }; });
  return command;
}

void add_reset(CLI::App& groups, Run& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = add_verb(groups, "reset-offsets", "Set what a group without members has committed", chosen,
                           reset, arguments);
  auto& wanted = arguments->reset;
  command->add_option("GROUP", arguments->names, "The group")->required()->expected(1);
  command->add_option("-t,--topic", wanted.topics, "TOPIC or TOPIC:0,1,2; may be repeated")
      ->allow_extra_args(false);
  command->add_flag("--all-topics", wanted.all_topics, "Every partition that the group has committed");
  command->add_flag("--to-earliest", wanted.to_earliest, "To the first record");
  command->add_flag("--to-latest", wanted.to_latest, "Behind the last record");
  command->add_option("--to-offset", wanted.to_offset, "To this offset");
  command->add_option("--to-timestamp", wanted.to_timestamp,
                      "To the first record from then on, in milliseconds since 1970");
  command->add_option("--shift-by", wanted.shift_by, "By so many records, back where negative");
  command->add_flag("--execute", arguments->execute, "Do it; otherwise only show what would be done");
}

}  // namespace

void add_groups_command(CLI::App& app, Run& chosen) {
  auto* groups = app.add_subcommand("groups", "List, describe, reset and delete consumer groups");
  groups->require_subcommand(1);
  groups->footer(
      "Examples:\n"
      "  moldau groups list\n"
      "  moldau groups describe readers --json\n"
      "  moldau groups reset-offsets readers --topic scores --to-earliest --execute\n"
      "  moldau groups delete readers");
  auto listed = std::make_shared<Arguments>();
  add_verb(*groups, "list", "Name the groups", chosen, list, listed);
  auto shown = std::make_shared<Arguments>();
  add_verb(*groups, "describe", "Show members, offsets and lag", chosen, describe, shown)
      ->add_option("GROUP", shown->names, "Groups")
      ->required();
  auto gone = std::make_shared<Arguments>();
  add_verb(*groups, "delete", "Delete groups without members", chosen, remove, gone)
      ->add_option("GROUP", gone->names, "Groups")
      ->required();
  add_reset(*groups, chosen);
}

}  // namespace moldau::tool
