#include <benchmark/benchmark.h>
#include <random>

#include "bench/micro/scratch.h"
#include "bench/socket.h"
#include "log/offset_index.h"

namespace moldau::bench {
namespace {

constexpr std::int64_t kEntries = 100'000, kRecordsBetween = 10;
constexpr std::uint64_t kBytesBetween = 4096;

/// As a segment of 400 MB has it.
void fill(log::OffsetIndex& index) {
  for (std::int64_t i = 1; i <= kEntries; ++i)
    if (!index.append(i * kRecordsBetween, static_cast<std::uint64_t>(i) * kBytesBetween))
      give_up("cannot append to the index");
}

void look_up(benchmark::State& state, std::int64_t first) {
  Scratch scratch;
  log::OffsetIndex index({scratch.files(), 0, log::FileKind::kOffsetIndex});
  fill(index);
  std::mt19937_64 random(1);
  std::uniform_int_distribution<std::int64_t> offsets(first, kEntries * kRecordsBetween);
  for (auto _ : state) benchmark::DoNotOptimize(index.lookup(offsets(random)));
}
BENCHMARK_CAPTURE(look_up, anywhere, 0)->Name("OffsetIndex::lookup/anywhere");
BENCHMARK_CAPTURE(look_up, end, kEntries* kRecordsBetween - 100)->Name("OffsetIndex::lookup/near the end");

}  // namespace
}  // namespace moldau::bench
