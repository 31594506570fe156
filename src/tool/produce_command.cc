#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <unistd.h>

#include "base/clock.h"
#include "client/producer.h"
#include "protocol/records/compression.h"
#include "tool/commands.h"
#include "tool/output.h"
#include "tool/target.h"

namespace moldau::tool {
namespace {

using inspect::Json;

struct Arguments {
  Target target;
  client::ProducerOptions options;
  std::string acks = "all", compression = "none", file = "-", key_separator, null_marker;
  std::vector<std::string> headers;
  bool whole = false;
};

std::int64_t now_ms() {
  return SystemClock().wall_ms();
}

client::Result<void> read_options(Arguments& arguments, client::ProducedRecord& record) {
  arguments.options.acks = static_cast<std::int16_t>(arguments.acks == "all" ? -1
                                                     : arguments.acks == "1" ? 1
                                                                             : 0);
  for (const auto codec : {protocol::Codec::kNone, protocol::Codec::kGzip, protocol::Codec::kSnappy,
                           protocol::Codec::kLz4, protocol::Codec::kZstd})
    if (protocol::name(codec) == arguments.compression) arguments.options.codec = codec;
  for (const auto& text : arguments.headers) {
    auto header = parse_pair(text);
    if (!header) return std::unexpected("--header " + header.error());
    record.headers.push_back(std::move(*header));
  }
  return {};
}

/// A line as a record; the error says what it lacks.
client::Result<client::ProducedRecord> record_of(std::string line, const Arguments& arguments,
                                                 const client::ProducedRecord& sample) {
  auto record = sample;
  record.timestamp_ms = now_ms();
  if (!arguments.key_separator.empty()) {
    const auto at = line.find(arguments.key_separator);
    if (at == line.npos)
      return std::unexpected(fmt::format("has no key separator \"{}\"", arguments.key_separator));
    record.key = line.substr(0, at);
    line.erase(0, at + arguments.key_separator.size());
  }
  if (arguments.null_marker.empty() || line != arguments.null_marker) record.value = std::move(line);
  return record;
}

client::Result<void> produce_lines(std::istream& input, client::Producer& producer,
                                   const Arguments& arguments, const client::ProducedRecord& sample) {
  const bool typed = arguments.file == "-" && isatty(STDIN_FILENO) == 1;
  Progress progress;
  std::size_t number = 0;
  for (std::string line; std::getline(input, line);) {
    auto record = record_of(std::move(line), arguments, sample);
    ++number;
    if (!record) return std::unexpected(fmt::format("line {} {}", number, record.error()));
    if (auto added = producer.add(std::move(*record)); !added) return added;
    if (typed)
      if (auto sent = producer.flush(); !sent) return sent;
    if (!typed && number % 10'000 == 0) progress.show(fmt::format("{} records", number));
  }
  return producer.flush();
}

client::Result<void> produce_whole(std::istream& input, client::Producer& producer,
                                   client::ProducedRecord record) {
  record.timestamp_ms = now_ms();
  record.value = std::string(std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>());
  if (auto added = producer.add(std::move(record)); !added) return added;
  return producer.flush();
}

int produce(Arguments& arguments) {
  client::ProducedRecord sample;
  if (const auto read = read_options(arguments, sample); !read) return misused(read.error());
  std::ifstream file;
  if (arguments.file != "-") {
    file.open(arguments.file, std::ios::binary);
    if (!file) return failed(fmt::format("{} cannot be read", arguments.file));
  }
  auto cluster = connect(arguments.target);
  if (!cluster) return failed(cluster.error());
  auto producer = client::Producer::open(*cluster, arguments.options);
  if (!producer) return failed(producer.error());
  std::istream& input = arguments.file == "-" ? std::cin : file;
  const auto done = arguments.whole ? produce_whole(input, *producer, sample)
                                    : produce_lines(input, *producer, arguments, sample);
  if (!done) return failed(fmt::format("{} (after {} records)", done.error(), producer->sent()));
  if (!arguments.target.json) {
    complain(fmt::format("{} records to {}", producer->sent(), arguments.options.topic));
    return flushed(kDone);
  }
  Json json{{"topic", arguments.options.topic}, {"records", producer->sent()}};
  for (const auto& [partition, offset] : producer->base_offsets())
    json["lastBatches"].push_back({{"partition", partition}, {"baseOffset", offset}});
  return print_json(json);
}

}  // namespace

void add_produce_command(CLI::App& app, Run& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("produce", "Send lines, or a file, as records");
  add_target_options(*command, arguments->target);
  command->add_option("TOPIC", arguments->options.topic, "Where to")->required();
  command->add_option("-k,--key-separator", arguments->key_separator, "What ends the key in a line");
  command->add_option("--null-marker", arguments->null_marker, "A value of just this is null: a tombstone");
  command->add_option("-H,--header", arguments->headers, "NAME=VALUE for every record; may be repeated")
      ->allow_extra_args(false);
  command->add_option("-p,--partition", arguments->options.partition, "All to this partition");
  command->add_option("--acks", arguments->acks, "Who has to have a record: all, 1 or 0")
      ->check(CLI::IsMember({"all", "1", "0"}))
      ->capture_default_str();
  command->add_option("-z,--compression", arguments->compression, "Codec of the batches")
      ->check(CLI::IsMember({"none", "gzip", "snappy", "lz4", "zstd"}))
      ->capture_default_str();
  command->add_option("-f,--file", arguments->file, "Lines of a file, not of standard input");
  command->add_flag("--whole", arguments->whole, "The whole input is one record");
  command->footer(
      "Examples:\n"
      "  echo hello | moldau produce greetings\n"
      "  moldau produce scores --key-separator : --file scores.txt --compression zstd\n"
      "  moldau produce images --whole --file a.png --header type=image/png");
  command->callback([&chosen, arguments] { chosen = [arguments] { return produce(*arguments); }; });
}

}  // namespace moldau::tool
