#include <benchmark/benchmark.h>

#include "bench/frames.h"
#include "bench/socket.h"
#include "protocol/messages/00_produce.h"
#include "protocol/messages/01_fetch.h"
#include "protocol/wire/decode.h"
#include "protocol/wire/encode.h"

namespace moldau::bench {
namespace {

using namespace protocol;
constexpr std::size_t kFetchedBytes = 1 << 20;

template <class Message>
Message sample();

template <>
ProduceRequest sample() {
  static const auto records = batch({1, 100});
  ProduceRequest request{.acks = 1, .timeout_ms = 30'000};
  auto& topic = request.topic_data.emplace_back();
  topic.name = "bench";
  topic.partition_data.push_back({0, Records(records)});
  return request;
}
template <>
ProduceResponse sample() {
  ProduceResponse response;
  auto& topic = response.responses.emplace_back();
  topic.name = "bench";
  topic.partition_responses.push_back({.index = 0, .base_offset = 42, .log_start_offset = 0});
  return response;
}
template <>
FetchRequest sample() {
  FetchRequest request{.max_wait_ms = 500, .min_bytes = 1, .max_bytes = 1 << 20};
  auto& topic = request.topics.emplace_back();
  topic.topic = "bench";
  topic.partitions.push_back({.fetch_offset = 42, .partition_max_bytes = 1 << 20});
  return request;
}
template <>
FetchResponse sample() {
  static const Bytes records(kFetchedBytes);
  FetchResponse response;
  auto& topic = response.responses.emplace_back();
  topic.topic = "bench";
  auto& partition = topic.partitions.emplace_back();
  partition.high_watermark = 42;
  partition.records = Records(records);
  return response;
}

template <class Message>
constexpr std::int16_t kVersion = Message::kInfo.api_key == 0 ? kProduceVersion : kFetchVersion;

template <class Message>
void decode_message(benchmark::State& state) {
  const auto bytes = encode(sample<Message>(), kVersion<Message>);
  for (auto _ : state) {
    const auto message = decode<Message>(bytes, kVersion<Message>);
    if (!message) give_up("a message cannot be decoded");
    benchmark::DoNotOptimize(message);
  }
}

template <class Message>
void encode_message(benchmark::State& state) {
  const auto message = sample<Message>();
  Bytes bytes;
  for (auto _ : state) {
    bytes.clear();
    Writer writer(bytes);
    encode(message, kVersion<Message>, writer);
    benchmark::DoNotOptimize(bytes.data());
  }
}

/// A broker sends its records from a file and writes a hole.
void encode_fetch_response_with_hole(benchmark::State& state) {
  auto response = sample<FetchResponse>();
  response.responses.front().partitions.front().records = Records::external(kFetchedBytes);
  Bytes bytes;
  for (auto _ : state) {
    bytes.clear();
    Writer writer(bytes);
    encode(response, kFetchVersion, writer);
    benchmark::DoNotOptimize(bytes.data());
  }
}

BENCHMARK(decode_message<ProduceRequest>)->Name("decode/ProduceRequest");
BENCHMARK(encode_message<ProduceRequest>)->Name("encode/ProduceRequest");
BENCHMARK(decode_message<ProduceResponse>)->Name("decode/ProduceResponse");
BENCHMARK(encode_message<ProduceResponse>)->Name("encode/ProduceResponse");
BENCHMARK(decode_message<FetchRequest>)->Name("decode/FetchRequest");
BENCHMARK(encode_message<FetchRequest>)->Name("encode/FetchRequest");
BENCHMARK(decode_message<FetchResponse>)->Name("decode/FetchResponse of 1 MiB");
BENCHMARK(encode_message<FetchResponse>)->Name("encode/FetchResponse of 1 MiB");
BENCHMARK(encode_fetch_response_with_hole)->Name("encode/FetchResponse with a hole");

}  // namespace
}  // namespace moldau::bench
