#include <benchmark/benchmark.h>

#include "bench/frames.h"
#include "bench/micro/scratch.h"
#include "bench/socket.h"
#include "log/log.h"

namespace moldau::bench {
namespace {

constexpr std::int64_t kNowMs = 1'700'000'000'000;
/// Small enough to stay in the page cache, and for no write back to the disk to be measured.
constexpr std::uint64_t kMostBytes = 256 << 20;

void start_anew(log::Log& log) {
  if (!log.truncate_fully_and_start_at(0)) give_up("cannot empty the log");
}

void append(benchmark::State& state, const BatchShape& shape) {
  Scratch scratch;
  auto log = log::Log::open(scratch.cache(),
                            {.directory = scratch.folder() + "/bench-0", .topic = "bench", .now_ms = kNowMs});
  if (!log) give_up("cannot open a log");
  auto bytes = batch(shape);
  for (auto _ : state) {
    if (!(*log)->append(bytes, {.now_ms = kNowMs})) give_up("cannot append");
    if ((*log)->size_bytes() < kMostBytes) continue;
    state.PauseTiming();
    start_anew(**log);
    state.ResumeTiming();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK_CAPTURE(append, small, BatchShape{1, 100})->Name("Log::append/1x100 B");
BENCHMARK_CAPTURE(append, big, BatchShape{640, 1024})->Name("Log::append/640x1 KiB");

}  // namespace
}  // namespace moldau::bench
