#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "tool/commands.h"
#include "tool/http_get.h"
#include "tool/output.h"
#include "tool/target.h"

namespace moldau::tool {
namespace {

using inspect::Json;

struct Arguments {
  std::string server = "localhost:9404";
  std::int32_t timeout_ms = 10'000;
  bool json = false;
  std::string name;
};

/// The path of a thing's events; the error says what is wrong with its name.
using PathOf = client::Result<std::string> (*)(const std::string& name);

client::Result<std::string> group_path(const std::string& name) {
  return fmt::format("/api/groups/{}/events", escaped(name));
}

client::Result<std::string> transaction_path(const std::string& name) {
  return fmt::format("/api/transactions/{}/events", escaped(name));
}

client::Result<std::string> log_directory_path(const std::string& name) {
  return fmt::format("/api/log-directories/{}/events", escaped(name));
}

client::Result<std::string> client_path(const std::string& name) {
  return fmt::format("/api/clients/{}/events", escaped(name));
}

/// TOPIC-N as the log has it, or TOPIC:N; a topic's name may have a dash, but no colon.
client::Result<std::string> partition_path(const std::string& name) {
  const auto at = name.find_last_of(":-");
  std::int32_t index = -1;
  if (at != name.npos) {
    const auto end = name.data() + name.size();
    const auto read = std::from_chars(name.data() + at + 1, end, index);
    if (read.ec != std::errc() || read.ptr != end) index = -1;
  }
  if (at == 0 || index < 0)
    return std::unexpected(fmt::format("\"{}\" is no partition: name it as TOPIC:N or TOPIC-N", name));
  return fmt::format("/api/topics/{}/partitions/{}/events", escaped(name.substr(0, at)), index);
}

std::string time_text(std::int64_t time_ms) {
  constexpr std::int64_t kYear10000Ms = 253'402'300'800'000;
  if (time_ms < 0 || time_ms >= kYear10000Ms) return std::to_string(time_ms);
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(time_ms)};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), (time - seconds).count());
}

/// Null where that is not what a broker says.
Json parse(const std::string& body) {
  auto json = Json::parse(body, nullptr, false);
  return json.is_object() && json.contains("events") && json["events"].is_array() ? json : Json();
}

// A field as it should be; nothing where it is not, or something else.
std::string text_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}
std::int64_t number_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::vector<std::string> row_of(const Json& event) {
  const auto count = number_at(event, "count");
  const auto again =
      count > 1 ? fmt::format(" ({} times until {})", count, time_text(number_at(event, "last_time_ms")))
                : std::string();
  return {time_text(number_at(event, "time_ms")), text_at(event, "event"), text_at(event, "cause") + again};
}

int print_events(const Json& answer) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& event : answer["events"]) rows.push_back(row_of(event));
  if (const auto forgotten = number_at(answer, "forgotten"); forgotten > 0)
    complain(
        fmt::format("note: {} older events are forgotten: moldau.events.max.each, "
                    "moldau.events.memory.bytes",
                    forgotten));
  if (const auto exists = answer.find("exists"); exists != answer.end() && *exists == false)
    complain("note: it is gone now");
  if (!rows.empty()) return print_table({"TIME", "EVENT", "CAUSE"}, rows);
  complain("note: nothing happened to it since the broker started, or all is forgotten");
  return flushed(kDone);
}

int tell(const Arguments& arguments, PathOf path_of, const char* what) {
  const auto server = client::Address::parse(arguments.server);
  if (!server) return misused(fmt::format("--http-server: {}", server.error()));
  const auto path = path_of(arguments.name);
  if (!path) return misused(path.error());
  const auto answer = http_get(*server, *path, arguments.timeout_ms);
  if (!answer)
    return failed(
        fmt::format("{}; --http-server is one of the broker's moldau.http.listeners", answer.error()));
  if (answer->status == 404)
    return failed(fmt::format("the broker at {} knows no {} \"{}\", and no event of it", arguments.server,
                              what, arguments.name));
  const auto json = parse(answer->body);
  if (answer->status != 200 || json.is_null())
    return failed(fmt::format("{} answered {} to {}: {}", arguments.server, answer->status, *path,
                              answer->body.substr(0, 200)));
  return arguments.json ? print_json(json) : print_events(json);
}

void add_what(CLI::App& why, const char* what, const char* help, const char* name, Run& chosen,
              PathOf path_of) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = why.add_subcommand(what, help);
  command
      ->add_option("-s,--http-server", arguments->server,
                   "One of the broker's moldau.http.listeners, as host:port")
      ->envname("MOLDAU_HTTP")
      ->capture_default_str();
  command->add_option("--timeout-ms", arguments->timeout_ms, "How long to wait for an answer")
      ->check(CLI::Range(1, 3'600'000))
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "Print JSON");
  command->add_option(name, arguments->name, help)->required();
  command->callback([&chosen, arguments, path_of, what] {
    chosen = [arguments, path_of, what] { return tell(*arguments, path_of, what); };
  });
}

}  // namespace

void add_why_command(CLI::App& app, Run& chosen) {
  auto* why = app.add_subcommand(
      "why", "Tell what last happened to a group, transaction, partition, log directory or client, and why");
  why->require_subcommand(1);
  why->footer(
      "Examples:\n"
      "  moldau why group readers\n"
      "  moldau why transaction payments-1 --json\n"
      "  moldau why partition scores:0 --http-server broker.example:9404\n"
      "  moldau why client 10.0.0.9");
  add_what(*why, "group", "Why members came and went, and the group rebalanced", "GROUP", chosen, group_path);
  add_what(*why, "transaction", "What became of a transactional id, and who fenced whom", "TRANSACTIONAL_ID",
           chosen, transaction_path);
  add_what(*why, "partition", "What happened to a partition, TOPIC:N or TOPIC-N", "PARTITION", chosen,
           partition_path);
  add_what(*why, "log-directory", "Why a log directory went, by its absolute path", "PATH", chosen,
           log_directory_path);
  add_what(*why, "client", "Why connections of a client ended, by its IP address", "ADDRESS", chosen,
           client_path);
}

}  // namespace moldau::tool
