#include <CLI/CLI.hpp>
#include <barrier>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <numeric>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <thread>

#include "bench/workloads.h"
#include "protocol/messages/19_create_topics.h"
#include "protocol/wire/decode.h"

namespace moldau::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kTopicExists = 36;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void write_latencies(const std::string& path, const std::vector<Tally>& tallies) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) give_up("cannot write " + path);
  for (const auto& tally : tallies)
    std::fwrite(tally.latencies_ns.data(), sizeof(std::uint64_t), tally.latencies_ns.size(), file);
  if (std::fclose(file) != 0) give_up("cannot write " + path);
}

/// Sleeps for the time, or until all connections have ended.
void sleep_at_most(double seconds, const std::atomic<int>& running) {
  const auto begin = Clock::now();
  while (running > 0 && seconds_since(begin) < seconds)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

}  // namespace

void run_connections(const Options& options, const Work& work) {
  const auto count = static_cast<std::size_t>(options.connections);
  std::vector<Tally> tallies(count);
  std::vector<std::thread> threads;
  std::atomic<bool> stop = false;
  std::atomic<int> running = options.connections;
  std::barrier ready(options.connections + 1);
  for (std::size_t i = 0; i < count; ++i)
    threads.emplace_back([&, i] {
      prctl(PR_SET_TIMERSLACK, 1'000);  // nanoseconds: what is due is sent when it is due
      ready.arrive_and_wait();
      try {
        tallies[i] = work(static_cast<int>(i), stop);
      } catch (const PeerGone&) {
        give_up("the broker closed the connection");
      }
      --running;
    });
  ready.arrive_and_wait();
  const auto begin = Clock::now();
  sleep_at_most(options.seconds, running);
  stop = true;
  for (auto& thread : threads) thread.join();
  const double seconds = seconds_since(begin);

  const auto sum = [&](auto member) {
    return std::accumulate(tallies.begin(), tallies.end(), std::uint64_t{0},
                           [&](std::uint64_t so_far, const Tally& tally) { return so_far + tally.*member; });
  };
  if (!options.latencies.empty()) write_latencies(options.latencies, tallies);
  fmt::print("{{\"requests\":{},\"bytes\":{},\"seconds\":{:.6f},\"load_cpu_seconds\":{:.3f}}}\n",
             sum(&Tally::requests), sum(&Tally::bytes), seconds, cpu_seconds());
}

void create_topic(const Options& options) {
  const auto socket = options.connect();
  FrameReader reader(socket);
  const auto begin = Clock::now();
  socket.send(create_topic_frame(options.topic, options.partitions));
  const auto frame = reader.next();
  const auto response =
      protocol::decode<protocol::CreateTopicsResponse>(frame.empty() ? frame : frame.subspan(5), 7);
  if (!response || response->topics.size() != 1) give_up("CreateTopics is not answered well");
  const auto& created = response->topics.front();
  if (created.error_code != 0 && created.error_code != kTopicExists)
    give_up(fmt::format("CreateTopics is answered with error {}: {}", created.error_code,
                        created.error_message.value_or("")));
  // Kafka answers before every partition has its leader.
  const auto records = batch({1, 10});
  const Target last{options.topic, options.partitions - 1};
  const auto probe = produce_frame(last, 1, records);
  for (std::int16_t error = -1; error != 0;) {
    socket.send(probe.bytes);
    const auto answer = reader.next();
    error = load_be<std::int16_t>(answer.data() + 8 + options.topic.size() + 4);
  }
  fmt::print("{{\"seconds\":{:.6f}}}\n", seconds_since(begin));
}

}  // namespace moldau::bench

int main(int argc, char** argv) {
  using namespace moldau::bench;
  CLI::App app{"moldau_load: loads a broker with frames made beforehand, and prints a JSON line"};
  app.require_subcommand(1);
  app.fallthrough();
  Options options;
  app.add_option("--host", options.host, "IPv4 address")->capture_default_str();
  app.add_option("--port", options.port)->capture_default_str();
  app.add_option("--topic", options.topic)->capture_default_str();
  app.add_option("--partitions", options.partitions, "that the topic has")->capture_default_str();
  app.add_flag("--spread", options.spread, "all partitions in turn, instead of one a connection");
  app.add_option("--connections", options.connections, "each with a thread")->capture_default_str();
  app.add_option("--depth", options.depth, "requests in flight on a connection")->capture_default_str();
  app.add_option("--seconds", options.seconds)->capture_default_str();
  app.add_option("--requests", options.requests, "a connection ends after as many; 0: none does")
      ->capture_default_str();
  app.add_option("--records", options.batch.records, "in a batch")->capture_default_str();
  app.add_option("--record-bytes", options.batch.record_bytes)->capture_default_str();
  app.add_option("--acks", options.acks)->capture_default_str();
  app.add_option("--max-bytes", options.max_bytes, "of a Fetch")->capture_default_str();
  app.add_option("--pause-ms", options.pause_ms, "between one Fetch and the next")->capture_default_str();
  app.add_option("--rate", options.rate, "requests a second, of all connections")->capture_default_str();
  app.add_option("--latencies", options.latencies, "file for all latencies: nanoseconds, 8 bytes each");
  const auto add = [&](const char* name, const char* what, void (*run)(const Options&)) {
    app.add_subcommand(name, what)->callback([&options, run] { run(options); });
  };
  add("produce", "as many requests as the broker answers", produce);
  add("round-trips", "ApiVersions, as many as the broker answers", round_trips);
  add("fetch", "reads the topic again and again", fetch);
  add("paced", "Produce at a rate", produce_paced);
  add("deliver", "from Produce at a rate to a consumer's long poll", deliver);
  add("create", "creates the topic", create_topic);
  CLI11_PARSE(app, argc, argv);
}
