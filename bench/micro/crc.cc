#include <benchmark/benchmark.h>

#include "base/crc32c.h"

namespace moldau::bench {
namespace {

template <auto crc>
void checksum(benchmark::State& state) {
  const Bytes bytes(static_cast<std::size_t>(state.range(0)), 0x5a);
  for (auto _ : state) benchmark::DoNotOptimize(crc(bytes, 0));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(checksum<crc32c>)->Name("crc32c")->Arg(100)->Arg(1024)->Arg(640 * 1024);
BENCHMARK(checksum<crc32c_portable>)->Name("crc32c_portable")->Arg(100)->Arg(1024)->Arg(640 * 1024);

}  // namespace
}  // namespace moldau::bench
