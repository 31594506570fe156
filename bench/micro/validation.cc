#include <array>
#include <benchmark/benchmark.h>
#include <random>
#include <string_view>

#include "bench/frames.h"
#include "bench/socket.h"
#include "protocol/records/batch_builder.h"
#include "protocol/records/validator.h"

namespace moldau::bench {
namespace {

constexpr std::int64_t kNowMs = 1'700'000'000'000;

/// Values of a few words in any order, since random bytes do not compress.
Bytes compressed_batch(const BatchShape& shape) {
  constexpr std::array<std::string_view, 8> kWords{"stream ",    "record ", "topic ", "partition ",
                                                   "watermark ", "offset ", "leader", "epoch "};
  std::mt19937 random(1);
  protocol::BatchBuilder builder({.codec = protocol::Codec::kLz4});
  for (std::int32_t i = 0; i < shape.records; ++i) {
    std::string value;
    while (value.size() < shape.record_bytes) value += kWords[random() % kWords.size()];
    value.resize(shape.record_bytes);
    builder.add(kNowMs, std::nullopt, as_bytes(value));
  }
  return builder.build();
}

void validate(benchmark::State& state, Bytes bytes) {
  const protocol::ValidationOptions options{.now_ms = kNowMs};
  for (auto _ : state) {
    const auto header = protocol::validate_produced(bytes, options);
    if (!header) give_up(header.error().message);
    benchmark::DoNotOptimize(header);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK_CAPTURE(validate, small, batch({1, 100}))->Name("validate_produced/1x100 B");
BENCHMARK_CAPTURE(validate, big, batch({640, 1024}))->Name("validate_produced/640x1 KiB");
BENCHMARK_CAPTURE(validate, lz4, compressed_batch({640, 1024}))->Name("validate_produced/640x1 KiB lz4");

}  // namespace
}  // namespace moldau::bench
