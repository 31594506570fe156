#include "broker/published.h"

#include <benchmark/benchmark.h>

namespace moldau::bench {
namespace {

void published_get(benchmark::State& state) {
  static const broker::Published<int> published(std::make_shared<const int>(1));
  for (auto _ : state) benchmark::DoNotOptimize(published.get().get());
}
BENCHMARK(published_get)->Name("Published::get")->Threads(1)->Threads(2);

}  // namespace
}  // namespace moldau::bench
