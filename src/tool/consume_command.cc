#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <fmt/format.h>
#include <memory>

#include "client/consumer.h"
#include "tool/commands.h"
#include "tool/output.h"
#include "tool/record_format.h"
#include "tool/target.h"

namespace moldau::tool {
namespace {

using Offsets = std::map<client::TopicPartition, std::int64_t>;

struct Arguments {
  Target target;
  std::string topic, from, group, format = "text", isolation = "committed";
  std::vector<std::int32_t> partitions;
  std::int64_t most = 0, idle_ms = 0;
  bool exit_at_end = false, with_key = false;
};

/// Set by Ctrl-C: what was printed is still committed.
volatile std::sig_atomic_t interrupted = 0;

client::Result<std::vector<client::TopicPartition>> partitions_of(client::Cluster& cluster,
                                                                  const Arguments& arguments) {
  const auto topic = cluster.topic(arguments.topic);
  if (!topic) return std::unexpected(topic.error());
  std::vector<client::TopicPartition> partitions;
  for (const auto& each : topic->partitions)
    if (arguments.partitions.empty() || std::ranges::count(arguments.partitions, each.partition_index) > 0)
      partitions.emplace_back(arguments.topic, each.partition_index);
  if (partitions.size() < arguments.partitions.size())
    return std::unexpected(fmt::format("topic {} has {} partitions, from 0 on: --partition names another one",
                                       arguments.topic, topic->partitions.size()));
  return partitions;
}

/// An offset, or a time after an @; nothing where the text is neither.
std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc() && read.ptr == end && value >= 0 ? std::optional(value) : std::nullopt;
}

bool is_place(const std::string& from) {
  return from.empty() || from == "beginning" || from == "end" ||
         number_of(from.starts_with('@') ? std::string_view(from).substr(1) : from);
}

/// Where each partition is read from.
client::Result<Offsets> starts(client::Cluster& cluster,
                               const std::vector<client::TopicPartition>& partitions,
                               const Arguments& arguments, const Offsets& ends) {
  Offsets from;
  if (arguments.from == "beginning" || (arguments.from.empty() && !arguments.group.empty()))
    return client::list_offsets(cluster, partitions, client::kEarliest);
  if (arguments.from.starts_with('@')) {
    auto in_time =
        client::list_offsets(cluster, partitions, *number_of(std::string_view(arguments.from).substr(1)));
    if (!in_time) return in_time;
    for (auto& [at, offset] : *in_time)
      if (offset < 0) offset = ends.at(at);
    return in_time;
  }
  const auto number = number_of(arguments.from);
  for (const auto& at : partitions) from[at] = number ? *number : ends.at(at);
  return from;
}

/// How long ago something last happened.
class Silence {
 public:
  void end() { last_ = std::chrono::steady_clock::now(); }
  bool is_longer_than(std::int64_t ms) const {
    return std::chrono::steady_clock::now() - last_ > std::chrono::milliseconds(ms);
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

bool at_end(const Offsets& positions, const Offsets& ends) {
  return std::ranges::all_of(positions, [&](const auto& each) { return each.second >= ends.at(each.first); });
}

client::Result<std::int64_t> consume_from(client::Cluster& cluster, Offsets from, const Offsets& ends,
                                          const Arguments& arguments) {
  const auto format = arguments.target.json || arguments.format == "json" ? RecordFormat::kJson
                      : arguments.format == "hex"                         ? RecordFormat::kHex
                                                                          : RecordFormat::kText;
  client::Consumer consumer(cluster, std::move(from), {.committed_only = arguments.isolation == "committed"});
  std::int64_t count = 0;
  Silence silence;
  while (interrupted == 0 && !(arguments.exit_at_end && at_end(consumer.positions(), ends)) &&
         !(arguments.idle_ms > 0 && silence.is_longer_than(arguments.idle_ms))) {
    const auto more =
        consumer.poll([&](const client::TopicPartition& at, const client::ConsumedRecord& record) {
          print_line(format_record(at, record, format, arguments.with_key));
          silence.end();
          return ++count != arguments.most;
        });
    if (flushed(kDone) != kDone) return std::unexpected("what is read cannot be printed");
    if (!arguments.group.empty() && count > 0)
      if (auto done = client::commit_offsets(cluster, arguments.group, consumer.positions()); !done)
        return std::unexpected(done.error());
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
  }
  return count;
}

int consume(const Arguments& arguments) {
  if (!is_place(arguments.from))
    return misused(fmt::format(
        "--from is \"{}\"; it must be beginning, end, an offset, or @ and milliseconds since 1970",
        arguments.from));
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  const auto partitions = partitions_of(*cluster, arguments);
  if (!partitions) return failed(partitions.error());
  const auto ends =
      client::list_offsets(*cluster, *partitions, client::kLatest, arguments.isolation == "committed");
  if (!ends) return failed(ends.error());
  auto from = starts(*cluster, *partitions, arguments, *ends);
  if (!from) return failed(from.error());
  if (!arguments.group.empty() && arguments.from.empty()) {
    const auto committed = client::committed_offsets(*cluster, arguments.group);
    if (!committed) return failed(committed.error());
    for (auto& [at, offset] : *from)
      if (const auto found = committed->find(at); found != committed->end()) offset = found->second;
  }
  std::signal(SIGINT, [](int) { interrupted = 1; });
  const auto count = consume_from(*cluster, std::move(*from), *ends, arguments);
  return count ? flushed(kDone) : failed(count.error());
}

}  // namespace

void add_consume_command(CLI::App& app, Run& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("consume", "Print the records of a topic");
  add_target_options(*command, arguments->target);
  command->add_option("TOPIC", arguments->topic, "Where from")->required();
  command->add_option("--from", arguments->from,
                      "beginning, end (default), an offset, or @ and milliseconds since 1970");
  command->add_option(
      "-g,--group", arguments->group,
      "Start where this group has committed, and commit what was printed; it must have no members");
  command->add_option("-p,--partition", arguments->partitions, "Only this partition; may be repeated")
      ->allow_extra_args(false);
  command->add_option("-n,--max", arguments->most, "End after so many records")->check(CLI::PositiveNumber);
  command->add_flag("-e,--exit-at-end", arguments->exit_at_end, "End at what was the end at the start");
  command->add_option("--idle-ms", arguments->idle_ms, "End once no record came for so long")
      ->check(CLI::PositiveNumber);
  command->add_option("--format", arguments->format, "text, json or hex")
      ->check(CLI::IsMember({"text", "json", "hex"}))
      ->capture_default_str();
  command->add_flag("-k,--key", arguments->with_key, "The key and a tab before the value");
  command
      ->add_option("--isolation", arguments->isolation,
                   "committed, or uncommitted: also of open and aborted transactions")
      ->check(CLI::IsMember({"committed", "uncommitted"}))
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  moldau consume scores --from beginning --exit-at-end\n"
      "  moldau consume scores --from @1700000000000 --format json --max 10\n"
      "  moldau consume scores --group readers --exit-at-end");
  command->callback([&chosen, arguments] { chosen = [arguments] { return consume(*arguments); }; });
}

}  // namespace moldau::tool
