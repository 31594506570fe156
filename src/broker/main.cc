#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <thread>
#include <utility>
#include <vector>

#include "base/diag.h"
#include "broker/advertised_check.h"
#include "broker/broker.h"
#include "broker/server.h"
#include "http/http_server.h"
#include "metadata/config/environment.h"
#include "metadata/config/properties.h"
#include "tool/commands.h"

namespace moldau::broker {
namespace {

constexpr std::int64_t kShutdownGraceMs = 1'000;

struct Arguments {
  std::string file;
  std::vector<std::string> overrides;
};

/// What to do about a failed system call, by the system's words that a reason ends with.
std::string_view remedy(std::string_view why) {
  constexpr std::pair<std::string_view, std::string_view> kRemedies[] = {
      {"Permission denied", "; give the user that runs moldau the right to read and write there"},
      {"Read-only file system", "; choose a folder in log.dirs that can be written"},
      {"No space left on device", "; free space there, or choose another folder in log.dirs"},
      {"database or disk is full", "; free space there, or choose another folder in log.dirs"},
      {"Disk quota exceeded", "; raise the quota, or choose another folder in log.dirs"},
      {"Not a directory", "; choose a folder in log.dirs, not a file"},
      {"No such file or directory", "; check the path"},
      {"Is a directory", "; name a file"},
      {"which holds its .lock", "; stop that process, or choose another folder in log.dirs"},
  };
  for (const auto& [end, what] : kRemedies)
    if (why.ends_with(end)) return what;
  return {};
}

/// One line that says what is wrong, and how the process ends.
int refuse(const std::string& why) {
  const auto line = fmt::format("moldau: {}{}\n", why, remedy(why));
  std::fputs(line.c_str(), stderr);
  return 1;
}

/// File, environment and overrides, in Kafka's order of precedence.
std::expected<metadata::ConfigMap, std::string> read_configs(const Arguments& arguments) {
  metadata::ConfigMap file, overrides;
  if (!arguments.file.empty()) {
    auto read = metadata::read_properties(posix_file_system(), arguments.file);
    if (!read) return std::unexpected(read.error());
    file = std::move(*read);
  }
  for (const auto& each : arguments.overrides) {
    auto parsed = metadata::parse_override(each);
    if (!parsed) return std::unexpected(parsed.error());
    overrides.insert_or_assign(std::move(parsed->first), std::move(parsed->second));
  }
  const auto environment = metadata::process_environment();
  return metadata::merge_static_configs(std::move(file), metadata::configs_of_environment(environment),
                                        overrides);
}

std::size_t io_threads(const metadata::ServerConfig& config) {
  if (config.configs.find("num.network.threads"))
    return static_cast<std::size_t>(config.network.num_network_threads);
  return std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

/// What an acknowledgement is worth here, in words.
std::string durability(const metadata::ServerConfig& config) {
  const auto messages = config.configs.find("log.flush.interval.messages");
  if (!messages)
    return "acks=all is answered after fdatasync where a topic has one replica (flush.messages=1)";
  return fmt::format("log.flush.interval.messages={}", *messages->value);
}

void announce(const Server& server, const metadata::ServerConfig& config) {
  std::string at;
  for (std::size_t i = 0; i < config.listeners.size(); ++i) {
    auto listener = config.listeners[i];
    listener.port = server.port(i);
    at += (i == 0 ? "" : ",") + listener.to_string();
  }
  diag::info("moldau is ready listeners={} log.dirs={} node.id={} durability=\"{}\"", at,
             fmt::join(config.storage.log_dirs, ","), config.node_id, durability(config));
  // Kafka's own words, which Testcontainers' modules and other starters of containers wait for.
  diag::info(
      "[KafkaServer id={}] started (kafka.server.KafkaRaftServer): Kafka Server started, Transitioning from "
      "RECOVERY to RUNNING",
      config.node_id);
}

/// Waits for what ends the process, from before the start on: a signal, or the last log directory's failure.
/// A signal during a long recovery ends that at once, as a crash would, which the next start is made for.
class Shutdown {
 public:
  Shutdown() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // threads that start later leave them to this one
    std::thread([this, signals] {
      int signal = 0;
      sigwait(&signals, &signal);
      if (!serving_) {
        diag::info("stopped before it served signal={}", signal);
        diag::flush();
        std::_Exit(0);
      }
      tell(signal);
    }).detach();
  }
  void serving() { serving_ = true; }
  void storage_gone() { tell(kStorageGone); }
  /// The signal, or nothing where there is no log directory left.
  std::optional<int> wait() const {
    cause_.wait(0);
    return cause_ == kStorageGone ? std::nullopt : std::optional(cause_.load());
  }

 private:
  static constexpr int kStorageGone = -1;

  void tell(int cause) {
    cause_ = cause;
    cause_.notify_all();
  }

  std::atomic<bool> serving_ = false;
  std::atomic<int> cause_ = 0;
};

/// As many open files as the system lets us have: every connection and every active segment is one.
std::size_t raise_open_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

/// What is left for connections: the logs, which may need several files for one append, never lack them all.
std::size_t connection_room(std::size_t open_files) {
  constexpr std::size_t kLeast = 64, kMost = 1024;
  const auto reserve = std::clamp(open_files / 4, kLeast, kMost);
  return open_files - std::min(open_files, reserve);
}

int run(const Arguments& arguments) {
  auto properties = read_configs(arguments);
  if (!properties) return refuse(properties.error());
  auto config =
      metadata::make_server_config({.static_broker = std::move(*properties)}, metadata::local_host_name());
  if (!config) {
    for (const auto& error : config.error()) refuse(error);
    return 1;
  }
  for (const auto& warning : config->warnings) diag::warn("configuration reason=\"{}\"", warning);

  std::signal(SIGPIPE, SIG_IGN);
  static Shutdown shutdown;  // its thread outlives this call
  const auto open_files = raise_open_files();

  const SystemClock clock;
  Broker broker(std::move(*config), posix_file_system(), clock, open_files, [] { shutdown.storage_gone(); });
  Server server(broker, io_threads(broker.config()), connection_room(open_files));
  // The port is taken first: a second broker on the same port is told so before it touches any file.
  if (auto listening = server.listen(broker.config().listeners); !listening) return refuse(listening.error());
  http::HttpServer http(broker, server);
  if (auto listening = http.start(broker.config().configs.list("moldau.http.listeners")); !listening) {
    // Nobody asked for the default, which another broker of this machine may have taken.
    if (broker.config().configs.find("moldau.http.listeners")) return refuse(listening.error());
    diag::warn("no metrics and no health are served reason=\"{}\"", listening.error());
  }
  const auto cluster_id = metadata::cluster_id_of_environment(metadata::process_environment()).value_or("");
  if (auto started = broker.start(cluster_id); !started) return refuse(started.error());
  server.start();
  http.set_ready();
  announce(server, broker.config());
  shutdown.serving();
  const AdvertisedCheck advertised(broker.config(), broker.view()->catalog->cluster_id());
  const auto signal = shutdown.wait();
  if (!signal) {
    // As Kafka does: whoever started the broker is told, and no disk that failed is asked again.
    diag::error("every log directory has failed, the broker ends; the next start checks what is there");
    server.stop(kShutdownGraceMs);  // for the answers that say so
    diag::flush();
    std::_Exit(1);
  }
  diag::info("shutting down signal={}", *signal == SIGTERM ? "SIGTERM" : "SIGINT");
  http.stop();
  server.stop(kShutdownGraceMs);
  broker.stop();
  diag::info("shut down cleanly");
  return 0;
}

}  // namespace
}  // namespace moldau::broker

namespace {

/// What serving is told; the command may be left out.
void add_serve_options(CLI::App& command, moldau::broker::Arguments& arguments) {
  command.add_option("server.properties", arguments.file,
                     "Configuration in Kafka's keys; every key has a default");
  command
      .add_option("--override", arguments.overrides,
                  "key=value: wins over the file and the environment; may be repeated")
      ->take_all();
  command.footer("Environment variables KAFKA_* set keys too: KAFKA_LOG_DIRS is log.dirs.");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"moldau: a broker for the Kafka protocol, and its tools"};
  moldau::broker::Arguments arguments;
  moldau::tool::Run chosen = [&] { return moldau::broker::run(arguments); };
  add_serve_options(app, arguments);
  app.set_version_flag("--version", "moldau " MOLDAU_VERSION);
  app.require_subcommand(0, 1);
  add_serve_options(*app.add_subcommand("serve", "Run the broker, as without a command"), arguments);
  for (const auto add :
       {moldau::tool::add_topics_command, moldau::tool::add_configs_command, moldau::tool::add_groups_command,
        moldau::tool::add_produce_command, moldau::tool::add_consume_command,
        moldau::tool::add_doctor_command, moldau::tool::add_why_command, moldau::tool::add_inspect_commands,
        moldau::tool::add_completion_command})
    add(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help and --version
    moldau::broker::refuse(fmt::format("{}; moldau --help tells what there is", error.what()));
    return moldau::tool::kUsage;
  }
  return chosen();
}
