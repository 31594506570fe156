#include <chrono>
#include <ctime>
#include <poll.h>
#include <thread>

#include "bench/workloads.h"
#include "protocol/records/batch.h"

namespace moldau::bench {
namespace {

using Nanoseconds = std::chrono::nanoseconds;
using TimePoint = std::chrono::steady_clock::time_point;
constexpr std::size_t kMostInFlight = 1'000'000;

/// When each request is due, from a first moment on.
class Schedule {
 public:
  Schedule(TimePoint first, double per_second) : first_(first), interval_s_(1 / per_second) {}
  TimePoint due(std::uint64_t index) const {
    return first_ + Nanoseconds(static_cast<std::int64_t>(static_cast<double>(index) * interval_s_ * 1e9));
  }
  std::uint64_t since(TimePoint now, std::uint64_t index) const {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, Nanoseconds(now - due(index)).count()));
  }

 private:
  TimePoint first_;
  double interval_s_;
};

/// Whether the socket is readable before the time has come.
bool readable_until(const Socket& socket, TimePoint until) {
  pollfd wanted{socket.descriptor(), POLLIN, 0};
  const auto left = std::max(Nanoseconds(0), Nanoseconds(until - std::chrono::steady_clock::now()));
  const timespec timeout{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
  return ::ppoll(&wanted, 1, &timeout, nullptr) > 0;
}

Tally produce_paced_on(const Options& options, int connection, const std::atomic<bool>& stop) {
  const Target target{options.topic, connection % options.partitions};
  auto frame = produce_frame(target, options.acks, batch(options.batch));
  const auto socket = options.connect();
  FrameReader reader(socket);
  const double rate = options.rate / options.connections;
  const auto begin = std::chrono::steady_clock::now() +
                     Nanoseconds(static_cast<std::int64_t>(1e9 / options.rate * connection));
  const Schedule schedule(begin, rate);
  Tally tally;
  std::uint64_t sent = 0;
  while (!stop || tally.requests < sent) {
    if (!stop && std::chrono::steady_clock::now() >= schedule.due(sent)) {
      set_correlation_id(frame.bytes, static_cast<std::int32_t>(sent++));
      socket.send(frame.bytes);
      if (sent - tally.requests > kMostInFlight) give_up("the broker does not keep up with the rate");
      continue;
    }
    if (!reader.has_next() && !readable_until(socket, stop ? TimePoint::max() : schedule.due(sent))) continue;
    const auto answer = reader.next();
    if (answer.empty()) give_up("the broker closed the connection");
    if (read_produce_answer(answer, target).correlation_id != static_cast<std::int32_t>(tally.requests))
      give_up("answers come out of order");
    tally.latencies_ns.push_back(schedule.since(std::chrono::steady_clock::now(), tally.requests++));
    tally.bytes += frame.bytes.size();
  }
  return tally;
}

/// Consumes by long polls from an offset on, until it has as many records as were sent.
class Delivery {
 public:
  Delivery(const Options& options, std::int64_t first_offset, const Schedule& schedule)
      : target_{options.topic, 0},
        socket_(options.connect()),
        reader_(socket_),
        request_(fetch_frame(target_, {.max_bytes = options.max_bytes})),
        first_(first_offset),
        next_(first_offset),
        schedule_(schedule) {}

  Tally run(const std::atomic<std::uint64_t>& sent, const std::atomic<bool>& done) {
    Tally tally;
    while (!done || tally.requests < sent) {
      store_be<std::int64_t>(request_.bytes.data() + request_.offset_position, next_);
      socket_.send(request_.bytes);
      take(reader_.next(), tally);
    }
    return tally;
  }

 private:
  void take(ByteView frame, Tally& tally) {
    if (frame.empty()) give_up("the broker closed the connection");
    const auto now = std::chrono::steady_clock::now();
    const auto answer = read_fetch_answer(frame, target_);
    auto records = frame.subspan(answer.records_position, answer.records_bytes);
    tally.bytes += records.size();
    while (const auto batch = protocol::read_batch_header(records)) {
      if (batch->size() > records.size()) break;
      if (batch->base_offset != next_) give_up("a record is missing");
      tally.latencies_ns.push_back(schedule_.since(now, static_cast<std::uint64_t>(next_++ - first_)));
      ++tally.requests;
      records = records.subspan(batch->size());
    }
  }

  const Target target_;
  const Socket socket_;
  FrameReader reader_;
  FetchFrame request_;
  const std::int64_t first_;
  std::int64_t next_;
  const Schedule& schedule_;
};

Tally deliver_on(const Options& options, const std::atomic<bool>& stop) {
  const Target target{options.topic, 0};
  auto frame = produce_frame(target, options.acks, batch({1, options.batch.record_bytes}));
  const auto socket = options.connect();
  FrameReader reader(socket);
  socket.send(frame.bytes);  // says where the partition ends
  const auto first = read_produce_answer(reader.next(), target).base_offset + 1;
  const Schedule schedule(std::chrono::steady_clock::now() + std::chrono::milliseconds(100), options.rate);
  std::atomic<std::uint64_t> sent = 0;
  std::atomic<bool> done = false;
  Tally tally;
  std::thread consumer([&] { tally = Delivery(options, first, schedule).run(sent, done); });
  while (!stop) {
    std::this_thread::sleep_until(schedule.due(sent));
    // The last one is awaited by whoever reads `sent` after `done`, so that no long poll ends in vain.
    socket.send(frame.bytes);
    ++sent;
    if (readable_until(socket, schedule.due(sent))) read_produce_answer(reader.next(), target);
  }
  done = true;
  socket.send(frame.bytes);  // wakes the consumer's last poll
  ++sent;
  consumer.join();
  return tally;
}

}  // namespace

void produce_paced(const Options& options) {
  run_connections(options, [&](int connection, const std::atomic<bool>& stop) {
    return produce_paced_on(options, connection, stop);
  });
}

void deliver(const Options& options) {
  auto alone = options;
  alone.connections = 1;
  run_connections(alone, [&](int, const std::atomic<bool>& stop) { return deliver_on(alone, stop); });
}

}  // namespace moldau::bench
