#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <memory>

#include "protocol/messages/19_create_topics.h"
#include "protocol/messages/20_delete_topics.h"
#include "protocol/messages/37_create_partitions.h"
#include "tool/commands.h"
#include "tool/output.h"
#include "tool/target.h"

namespace moldau::tool {
namespace {

using client::Cluster;
using client::error_text;
using inspect::Json;

struct Arguments {
  Target target;
  std::vector<std::string> names, configs;
  std::int32_t partitions = -1;
  std::int16_t replication_factor = -1;
  bool internal = false, if_not_exists = false, if_exists = false, validate_only = false;
};

client::Result<protocol::MetadataResponse> known_topics(Cluster& cluster, const Arguments& arguments) {
  auto known = cluster.metadata(arguments.names.empty() ? std::nullopt : std::optional(arguments.names));
  if (!known) return known;
  std::erase_if(known->topics, [&](const auto& each) {
    return arguments.names.empty() && each.is_internal && !arguments.internal;
  });
  std::ranges::sort(known->topics, {}, [](const auto& each) { return each.name.value_or(""); });
  return known;
}

int list(const Arguments& arguments) {
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  const auto known = known_topics(*cluster, arguments);
  if (!known) return failed(known.error());
  Json json = Json::array();
  for (const auto& topic : known->topics) {
    if (!arguments.target.json) print_line(topic.name.value_or(""));
    json.push_back({{"name", topic.name.value_or("")},
                    {"id", topic.topic_id.to_string()},
                    {"internal", topic.is_internal},
                    {"partitions", topic.partitions.size()}});
  }
  return arguments.target.json ? print_json(json) : flushed(kDone);
}

Json described(const protocol::MetadataResponse::MetadataResponseTopic& topic) {
  Json json{
      {"name", topic.name.value_or("")}, {"id", topic.topic_id.to_string()}, {"internal", topic.is_internal}};
  json["partitions"] = Json::array();
  for (const auto& each : topic.partitions)
    json["partitions"].push_back({{"partition", each.partition_index},
                                  {"leader", each.leader_id},
                                  {"leaderEpoch", each.leader_epoch},
                                  {"replicas", each.replica_nodes},
                                  {"isr", each.isr_nodes},
                                  {"offline", each.offline_replicas}});
  return json;
}

int describe(const Arguments& arguments) {
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  auto known = known_topics(*cluster, arguments);
  if (!known) return failed(known.error());
  Json json = Json::array();
  std::vector<std::vector<std::string>> rows;
  int code = kDone;
  for (auto& topic : known->topics) {
    if (topic.error_code != 0) {
      code = failed(fmt::format("topic {}: {}", topic.name.value_or(""), error_text(topic.error_code)));
      continue;
    }
    std::ranges::sort(topic.partitions, {}, [](const auto& each) { return each.partition_index; });
    json.push_back(described(topic));
    for (const auto& each : topic.partitions)
      rows.push_back({topic.name.value_or(""), std::to_string(each.partition_index),
                      each.leader_id < 0 ? "none" : std::to_string(each.leader_id),
                      joined(each.replica_nodes), joined(each.isr_nodes), joined(each.offline_replicas)});
  }
  const int printed = arguments.target.json
                          ? print_json(json)
                          : print_table({"TOPIC", "PARTITION", "LEADER", "REPLICAS", "ISR", "OFFLINE"}, rows);
  return std::max(code, printed);
}

/// Tells each topic's outcome. `forgiven` is no failure: the user said so.
template <class Results>
int tell(const Arguments& arguments, const Results& results, std::string_view done, std::int16_t forgiven) {
  Json json = Json::array();
  int code = kDone;
  for (const auto& each : results) {
    const std::string name = std::optional<std::string>(each.name).value_or("");
    const bool good = each.error_code == 0 || each.error_code == forgiven;
    json.push_back(
        {{"name", name}, {"error", each.error_code == 0 ? Json() : Json(error_text(each.error_code))}});
    if (!good) {
      std::optional<std::string> message;
      if constexpr (requires { each.error_message; }) message = each.error_message;
      code = failed(fmt::format("topic {}: {}", name, error_text(each.error_code, message)));
    } else if (!arguments.target.json) {
      print_line(each.error_code == 0 ? fmt::format("{} topic {}", done, name)
                                      : fmt::format("topic {}: {}", name, error_text(each.error_code)));
    }
  }
  return std::max(code, arguments.target.json ? print_json(json) : flushed(kDone));
}

int create(const Arguments& arguments) {
  protocol::CreateTopicsRequest request{.timeout_ms = arguments.target.timeout_ms,
                                        .validate_only = arguments.validate_only};
  for (const auto& name : arguments.names) {
    auto& topic = request.topics.emplace_back();
    topic.name = name;
    topic.num_partitions = arguments.partitions;
    topic.replication_factor = arguments.replication_factor;
    for (const auto& text : arguments.configs) {
      auto config = parse_pair(text);
      if (!config) return misused("--config " + config.error());
      topic.configs.push_back({.name = config->first, .value = config->second});
    }
  }
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  const auto controller = cluster->controller();
  if (!controller) return failed(controller.error());
  const auto answer = (*controller)->ask<protocol::CreateTopicsResponse>(request);
  if (!answer) return failed(answer.error());
  const auto exists = to_wire(protocol::ErrorCode::kTopicAlreadyExists);
  return tell(arguments, answer->response.topics, arguments.validate_only ? "would create" : "created",
              arguments.if_not_exists ? exists : std::int16_t{0});
}

int remove(const Arguments& arguments) {
  protocol::DeleteTopicsRequest request{.topic_names = arguments.names,
                                        .timeout_ms = arguments.target.timeout_ms};
  for (const auto& name : arguments.names) request.topics.push_back({.name = name});
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  const auto controller = cluster->controller();
  if (!controller) return failed(controller.error());
  const auto answer = (*controller)->ask<protocol::DeleteTopicsResponse>(request);
  if (!answer) return failed(answer.error());
  const auto unknown = to_wire(protocol::ErrorCode::kUnknownTopicOrPartition);
  return tell(arguments, answer->response.responses, "deleted",
              arguments.if_exists ? unknown : std::int16_t{0});
}

int grow(const Arguments& arguments) {
  protocol::CreatePartitionsRequest request{.timeout_ms = arguments.target.timeout_ms,
                                            .validate_only = arguments.validate_only};
  for (const auto& name : arguments.names) {
    auto& topic = request.topics.emplace_back();
    topic.name = name;
    topic.count = arguments.partitions;
    topic.assignments.reset();
  }
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  const auto controller = cluster->controller();
  if (!controller) return failed(controller.error());
  const auto answer = (*controller)->ask<protocol::CreatePartitionsResponse>(request);
  if (!answer) return failed(answer.error());
  return tell(arguments, answer->response.results, arguments.validate_only ? "would alter" : "altered", 0);
}

/// A subcommand of its own arguments.
CLI::App* add_verb(CLI::App& topics, const char* verb, const char* what, Run& chosen,
                   int (*run)(const Arguments&), const std::shared_ptr<Arguments>& arguments) {
  auto* command = topics.add_subcommand(verb, what);
  add_target_options(*command, arguments->target);
  command->callback([&chosen, arguments, run] { chosen = [arguments, run] { return run(*arguments); }; });
  return command;
}

}  // namespace

void add_topics_command(CLI::App& app, Run& chosen) {
  auto* topics = app.add_subcommand("topics", "List, describe, create, delete and alter topics");
  topics->require_subcommand(1);
  topics->footer(
      "Examples:\n"
      "  moldau topics list\n"
      "  moldau topics create scores --partitions 3 --config retention.ms=86400000\n"
      "  moldau topics describe scores --json\n"
      "  moldau topics alter scores --partitions 6\n"
      "  moldau topics delete scores -b broker:9092");
  auto listed = std::make_shared<Arguments>();
  add_verb(*topics, "list", "Name the topics", chosen, list, listed)
      ->add_flag("--internal", listed->internal, "Internal topics too");

  auto shown = std::make_shared<Arguments>();
  auto* command =
      add_verb(*topics, "describe", "Show partitions, leaders and replicas", chosen, describe, shown);
  command->add_option("TOPIC", shown->names, "Topics; all where none is named");
  command->add_flag("--internal", shown->internal, "Internal topics too");

  auto made = std::make_shared<Arguments>();
  command = add_verb(*topics, "create", "Create topics", chosen, create, made);
  command->add_option("TOPIC", made->names, "Names")->required();
  command->add_option("-p,--partitions", made->partitions, "Number of partitions (default: the broker's)");
  command->add_option("-r,--replication-factor", made->replication_factor,
                      "Replicas of each (default: the broker's)");
  command->add_option("-c,--config", made->configs, "NAME=VALUE; may be repeated")->allow_extra_args(false);
  command->add_flag("--if-not-exists", made->if_not_exists, "A topic that is there is no failure");
  command->add_flag("--validate-only", made->validate_only, "Only say whether it would work");

  auto gone = std::make_shared<Arguments>();
  command = add_verb(*topics, "delete", "Delete topics and their records", chosen, remove, gone);
  command->add_option("TOPIC", gone->names, "Names")->required();
  command->add_flag("--if-exists", gone->if_exists, "A topic that is not there is no failure");

  auto altered = std::make_shared<Arguments>();
  command = add_verb(*topics, "alter", "Give topics more partitions", chosen, grow, altered);
  command->add_option("TOPIC", altered->names, "Names")->required();
  command->add_option("-p,--partitions", altered->partitions, "How many they are to have")->required();
  command->add_flag("--validate-only", altered->validate_only, "Only say whether it would work");
}

}  // namespace moldau::tool
