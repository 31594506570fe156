#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

#include "protocol/messages/32_describe_configs.h"
#include "protocol/messages/44_incremental_alter_configs.h"
#include "tool/commands.h"
#include "tool/output.h"
#include "tool/target.h"

namespace moldau::tool {
namespace {

using client::error_text;
using inspect::Json;

/// Kafka's numbers for what has configs.
constexpr std::int8_t kTopic = 2, kBroker = 4, kGroup = 32;
constexpr std::int8_t kSet = 0, kDelete = 1, kAppend = 2, kSubtract = 3;

struct Arguments {
  Target target;
  std::string topic, group, broker;
  bool all = false, cluster_wide = false;
  std::vector<std::string> set, remove, append, subtract;
};

struct Resource {
  std::int8_t type = 0;
  std::string name;
};

client::Result<Resource> resource_of(const Arguments& arguments) {
  const auto count = (arguments.topic.empty() ? 0 : 1) + (arguments.group.empty() ? 0 : 1) +
                     (arguments.broker.empty() ? 0 : 1) + (arguments.cluster_wide ? 1 : 0);
  if (count != 1)
    return std::unexpected("whose configs? one of --topic NAME, --broker ID, --brokers, --group NAME");
  if (!arguments.topic.empty()) return Resource{kTopic, arguments.topic};
  if (!arguments.group.empty()) return Resource{kGroup, arguments.group};
  return Resource{kBroker, arguments.broker};
}

/// Brokers answer for themselves.
client::Result<client::Connection*> whom_to_ask(client::Cluster& cluster, const Resource& resource) {
  if (resource.type != kBroker || resource.name.empty()) return &cluster.any();
  if (const auto known = cluster.metadata(std::vector<std::string>{}); !known)
    return std::unexpected(known.error());
  for (const auto& [id, unused] : cluster.nodes())
    if (std::to_string(id) == resource.name) return cluster.node(id);
  return std::unexpected(fmt::format("the cluster has no broker {}", resource.name));
}

std::string_view source_name(std::int8_t source) {
  constexpr std::string_view kNames[] = {"unknown", "topic",  "broker",         "brokers", "static",
                                         "default", "logger", "client-metrics", "group"};
  return source >= 0 && static_cast<std::size_t>(source) < std::size(kNames) ? kNames[source] : kNames[0];
}

constexpr std::int8_t kDefaultSource = 5;

int describe(const Arguments& arguments) {
  const auto resource = resource_of(arguments);
  if (!resource) return misused(resource.error());
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  const auto broker = whom_to_ask(*cluster, *resource);
  if (!broker) return failed(broker.error());
  protocol::DescribeConfigsRequest request;
  request.resources.push_back({.resource_type = resource->type, .resource_name = resource->name});
  request.resources.front().configuration_keys.reset();
  const auto answer = (*broker)->ask<protocol::DescribeConfigsResponse>(request);
  if (!answer) return failed(answer.error());
  Json json = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& result : answer->response.results) {
    if (result.error_code != 0) return failed(error_text(result.error_code, result.error_message));
    for (const auto& each : result.configs) {
      const bool is_default = answer->version == 0 ? each.is_default : each.config_source == kDefaultSource;
      if (is_default && !arguments.all) continue;
      const auto value = each.is_sensitive ? "(hidden)" : each.value.value_or("(none)");
      rows.push_back(
          {each.name, value, std::string(source_name(each.config_source)), each.read_only ? "yes" : ""});
      json.push_back({{"name", each.name},
                      {"value", each.value ? Json(*each.value) : Json()},
                      {"source", source_name(each.config_source)},
                      {"readOnly", each.read_only},
                      {"sensitive", each.is_sensitive}});
    }
  }
  if (arguments.target.json) return print_json(json);
  return print_table({"NAME", "VALUE", "FROM", "READ-ONLY"}, rows);
}

/// Adds an operation for each text; all but deletions have a value.
client::Result<void> add_operations(
    const std::vector<std::string>& texts, std::int8_t operation,
    std::vector<protocol::IncrementalAlterConfigsRequest::AlterConfigsResource::AlterableConfig>& to) {
  for (const auto& text : texts) {
    if (operation == kDelete) {
      auto& added = to.emplace_back();
      added.name = text;
      added.config_operation = operation;
      added.value.reset();
      continue;
    }
    auto config = parse_pair(text);
    if (!config) return std::unexpected(config.error());
    to.push_back({.name = config->first, .config_operation = operation, .value = config->second});
  }
  return {};
}

int alter(const Arguments& arguments) {
  const auto resource = resource_of(arguments);
  if (!resource) return misused(resource.error());
  protocol::IncrementalAlterConfigsRequest request;
  auto& altered = request.resources.emplace_back();
  altered.resource_type = resource->type;
  altered.resource_name = resource->name;
  const std::pair<const std::vector<std::string>&, std::int8_t> operations[] = {
      {arguments.set, kSet},
      {arguments.remove, kDelete},
      {arguments.append, kAppend},
      {arguments.subtract, kSubtract}};
  for (const auto& [texts, operation] : operations)
    if (const auto added = add_operations(texts, operation, altered.configs); !added)
      return misused(added.error());
  if (altered.configs.empty())
    return misused("what is to be altered? --set NAME=VALUE, --delete NAME, --append, --subtract");
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  const auto broker = whom_to_ask(*cluster, *resource);
  if (!broker) return failed(broker.error());
  const auto answer = (*broker)->ask<protocol::IncrementalAlterConfigsResponse>(request);
  if (!answer) return failed(answer.error());
  for (const auto& each : answer->response.responses)
    if (each.error_code != 0) return failed(error_text(each.error_code, each.error_message));
  if (arguments.target.json) return print_json({{"altered", altered.configs.size()}});
  print_line(fmt::format("altered {} configs", altered.configs.size()));
  return flushed(kDone);
}

void add_resource_options(CLI::App& command, Arguments& arguments) {
  add_target_options(command, arguments.target);
  command.add_option("-t,--topic", arguments.topic, "A topic's configs");
  command.add_option("--broker", arguments.broker, "A broker's, by its id");
  command.add_flag("--brokers", arguments.cluster_wide, "What all brokers default to");
  command.add_option("-g,--group", arguments.group, "A group's");
}

}  // namespace

void add_configs_command(CLI::App& app, Run& chosen) {
  auto* configs = app.add_subcommand("configs", "Show and alter configs of topics, brokers and groups");
  configs->require_subcommand(1);
  configs->footer(
      "Examples:\n"
      "  moldau configs describe --topic scores --all\n"
      "  moldau configs alter --topic scores --set retention.ms=60000 --delete cleanup.policy\n"
      "  moldau configs describe --broker 1\n"
      "  moldau configs alter --brokers --set log.cleaner.threads=2");
  auto shown = std::make_shared<Arguments>();
  auto* command = configs->add_subcommand("describe", "Show what is set");
  add_resource_options(*command, *shown);
  command->add_flag("-a,--all", shown->all, "Also what is at its default");
  command->callback([&chosen, shown] { chosen = [shown] { return describe(*shown); }; });

  auto altered = std::make_shared<Arguments>();
  command = configs->add_subcommand("alter", "Set or delete");
  add_resource_options(*command, *altered);
  command->add_option("--set", altered->set, "NAME=VALUE; may be repeated")->allow_extra_args(false);
  command->add_option("--delete", altered->remove, "NAME, back to its default; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--append", altered->append, "NAME=ITEM to a list; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--subtract", altered->subtract, "NAME=ITEM from a list; may be repeated")
      ->allow_extra_args(false);
  command->callback([&chosen, altered] { chosen = [altered] { return alter(*altered); }; });
}

}  // namespace moldau::tool
