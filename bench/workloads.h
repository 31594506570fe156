#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/frames.h"
#include "bench/socket.h"

namespace moldau::bench {

/// What the command line says. Not every workload looks at everything.
struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 9092;
  std::string topic = "bench";
  std::int32_t partitions = 1;
  /// Round-robin over all partitions instead of one a connection.
  bool spread = false;
  int connections = 1;
  int depth = 1;
  double seconds = 5;
  /// Ends earlier where not 0.
  std::uint64_t requests = 0;
  BatchShape batch;
  std::int16_t acks = 1;
  std::int32_t max_bytes = 4 * 1024 * 1024;
  std::int64_t pause_ms = 0;
  double rate = 1'000;
  /// Where each latency goes, in nanoseconds, eight bytes of the machine's order each.
  std::string latencies;

  Socket connect() const { return Socket::connect(host, port); }
};

/// What one connection did.
struct Tally {
  std::uint64_t requests = 0, bytes = 0;
  std::vector<std::uint64_t> latencies_ns;
};

/// Runs `work` on a thread a connection, all from one moment on, until the time is over, and prints what they
/// did together as a JSON line. `work` returns soon after `stop` becomes true.
using Work = std::function<Tally(int connection, const std::atomic<bool>& stop)>;
void run_connections(const Options& options, const Work& work);

/// Produce, `depth` in flight, each answered request followed by the next.
void produce(const Options& options);
/// ApiVersions in the same way.
void round_trips(const Options& options);
/// Reads the partition from its beginning again and again.
void fetch(const Options& options);
/// Produce at a fixed rate over all connections; latencies count from when a request was due.
void produce_paced(const Options& options);
/// Produces at a fixed rate to one partition and consumes by long polls; latencies count from when a record's
/// request was due until it is here.
void deliver(const Options& options);
/// Creates the topic and waits until it can be produced to.
void create_topic(const Options& options);

}  // namespace moldau::bench
