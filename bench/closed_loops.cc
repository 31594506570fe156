#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "bench/workloads.h"

namespace moldau::bench {
namespace {

/// Keeps `depth` copies of one request in flight and hands out the answers.
class Pipeline {
 public:
  Pipeline(const Options& options, Bytes frame)
      : socket_(options.connect()), reader_(socket_), frame_bytes_(frame.size()), depth_(options.depth) {
    for (int i = 0; i < depth_; ++i) burst_.insert(burst_.end(), frame.begin(), frame.end());
  }

  /// Sends until `depth` are in flight; `patch` may change each frame.
  template <class Patch>
  void fill(Patch patch) {
    const auto count = static_cast<std::size_t>(depth_ - in_flight_);
    for (std::size_t i = 0; i < count; ++i) {
      const auto frame = MutableByteView(burst_).subspan(i * frame_bytes_, frame_bytes_);
      set_correlation_id(frame, sent_++);
      patch(frame);
    }
    socket_.send(ByteView(burst_).first(count * frame_bytes_));
    in_flight_ = depth_;
  }
  /// Waits for an answer and takes what came with it.
  template <class Take>
  void drain(Take take) {
    do {
      const auto answer = reader_.next();
      if (answer.empty()) give_up("the broker closed the connection");
      if (load_be<std::int32_t>(answer.data()) != answered_++) give_up("answers come out of order");
      --in_flight_;
      take(answer);
    } while (in_flight_ > 0 && reader_.has_next());
  }
  bool idle() const { return in_flight_ == 0; }

 private:
  Socket socket_;
  FrameReader reader_;
  const std::size_t frame_bytes_;
  const int depth_;
  Bytes burst_;
  int in_flight_ = 0;
  std::int32_t sent_ = 0, answered_ = 0;
};

Tally produce_on(const Options& options, int connection, const std::atomic<bool>& stop) {
  const Target target{options.topic, connection % options.partitions};
  const auto frame = produce_frame(target, options.acks, batch(options.batch));
  Pipeline pipeline(options, frame.bytes);
  const bool alone = !options.spread && options.connections <= options.partitions;
  auto partition = target.partition;
  std::int64_t last = -1;
  Tally tally;
  while (!stop && (options.requests == 0 || tally.requests < options.requests)) {
    pipeline.fill([&](MutableByteView each) {
      if (!options.spread) return;
      store_be<std::int32_t>(each.data() + frame.partition_position, partition);
      partition = (partition + options.connections) % options.partitions;
    });
    pipeline.drain([&](ByteView answer) {
      const auto base_offset = read_produce_answer(answer, target).base_offset;
      if (alone && base_offset <= last) give_up("offsets do not rise");
      last = base_offset;
      ++tally.requests;
      tally.bytes += frame.bytes.size();
    });
  }
  while (!pipeline.idle()) pipeline.drain([](ByteView) {});
  return tally;
}

Tally round_trips_on(const Options& options, const std::atomic<bool>& stop) {
  Pipeline pipeline(options, api_versions_frame());
  Tally tally;
  while (!stop) {
    pipeline.fill([](MutableByteView) {});
    pipeline.drain([&](ByteView answer) {
      if (load_be<std::int16_t>(answer.data() + 4) != 0) give_up("ApiVersions is answered with an error");
      ++tally.requests;
      tally.bytes += answer.size();
    });
  }
  while (!pipeline.idle()) pipeline.drain([](ByteView) {});
  return tally;
}

Tally fetch_on(const Options& options, int connection, const std::atomic<bool>& stop) {
  const Target target{options.topic, connection % options.partitions};
  const auto one = batch(options.batch).size();
  auto request = fetch_frame(target, {.max_bytes = options.max_bytes});
  const auto socket = options.connect();
  FrameReader reader(socket);
  Bytes head(kFetchHeadBytes);
  std::int64_t offset = 0;
  Tally tally;
  while (!stop && (options.requests == 0 || tally.requests < options.requests)) {
    store_be<std::int64_t>(request.bytes.data() + request.offset_position, offset);
    socket.send(request.bytes);
    reader.skim(head);
    const auto answer = read_fetch_answer(head, target);
    if (answer.records_bytes < one) give_up("the partition has not one batch of the given size");
    offset += static_cast<std::int64_t>(answer.records_bytes / one) * options.batch.records;
    if (offset >= answer.high_watermark) offset = 0;
    ++tally.requests;
    tally.bytes += answer.records_bytes;
    if (options.pause_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(options.pause_ms));
  }
  return tally;
}

}  // namespace

void produce(const Options& options) {
  run_connections(options, [&](int connection, const std::atomic<bool>& stop) {
    return produce_on(options, connection, stop);
  });
}

void round_trips(const Options& options) {
  run_connections(options, [&](int, const std::atomic<bool>& stop) { return round_trips_on(options, stop); });
}

void fetch(const Options& options) {
  run_connections(options, [&](int connection, const std::atomic<bool>& stop) {
    return fetch_on(options, connection, stop);
  });
}

}  // namespace moldau::bench
