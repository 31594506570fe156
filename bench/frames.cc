#include "bench/frames.h"

#include <chrono>
#include <fmt/format.h>
#include <random>

#include "bench/socket.h"
#include "protocol/messages/00_produce.h"
#include "protocol/messages/01_fetch.h"
#include "protocol/messages/18_api_versions.h"
#include "protocol/messages/19_create_topics.h"
#include "protocol/records/batch_builder.h"
#include "protocol/wire/encode.h"
#include "protocol/wire/reader.h"

namespace moldau::bench {
namespace {

using protocol::FetchRequest;
using protocol::ProduceRequest;
constexpr std::size_t kCorrelationIdPosition = kSizePrefix + 4;
constexpr std::int16_t kCreateTopicsVersion = 7;
constexpr std::string_view kClientId = "bench";
/// What follows a request's only partition: empty tagged sections, and for Fetch two empty fields.
constexpr std::size_t kBehindRecords = 3, kBehindFetchPartition = 5;

template <class Request>
Bytes frame_of(const Request& request, std::int16_t version) {
  Bytes bytes;
  protocol::Writer writer(bytes);
  writer.integer<std::int32_t>(0);
  writer.integer<std::int16_t>(Request::kInfo.api_key);
  writer.integer<std::int16_t>(version);
  writer.integer<std::int32_t>(0);
  writer.length(kClientId.size(), false, false);
  writer.raw(as_bytes(kClientId));
  writer.unsigned_varint(0);  // every version used here is flexible
  protocol::encode(request, version, writer);
  store_be<std::int32_t>(bytes.data(), static_cast<std::int32_t>(bytes.size() - kSizePrefix));
  return bytes;
}

std::size_t varint_size(std::size_t value) {
  std::size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

}  // namespace

Bytes batch(const BatchShape& shape) {
  // Retention goes by it: what is read must not be old.
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  std::mt19937 random(1);
  protocol::BatchBuilder builder;
  Bytes value(shape.record_bytes);
  for (std::int32_t i = 0; i < shape.records; ++i) {
    for (auto& byte : value) byte = static_cast<std::uint8_t>(random());
    builder.add(now_ms, std::nullopt, value);
  }
  return builder.build();
}

ProduceFrame produce_frame(const Target& target, std::int16_t acks, ByteView records) {
  ProduceRequest request{.acks = acks, .timeout_ms = 30'000, .topic_data = {}};
  auto& topic = request.topic_data.emplace_back();
  topic.name = target.topic;
  topic.partition_data.push_back({target.partition, protocol::Records(records)});
  ProduceFrame frame{frame_of(request, kProduceVersion)};
  frame.records_position = frame.bytes.size() - kBehindRecords - records.size();
  frame.partition_position = frame.records_position - varint_size(records.size() + 1) - sizeof(std::int32_t);
  return frame;
}

FetchFrame fetch_frame(const Target& target, const FetchShape& shape) {
  FetchRequest request;
  request.max_wait_ms = shape.max_wait_ms;
  request.min_bytes = shape.min_bytes;
  request.max_bytes = shape.max_bytes;
  auto& topic = request.topics.emplace_back();
  topic.topic = target.topic;
  auto& partition = topic.partitions.emplace_back();
  partition.partition = target.partition;
  partition.partition_max_bytes = shape.max_bytes;
  FetchFrame frame{frame_of(request, kFetchVersion)};
  frame.offset_position = frame.bytes.size() - kBehindFetchPartition - 4 - 8 - 4 - 8;
  return frame;
}

Bytes api_versions_frame() {
  protocol::ApiVersionsRequest request;
  request.client_software_name = "moldau-bench";
  request.client_software_version = "1";
  return frame_of(request, kApiVersionsVersion);
}

Bytes create_topic_frame(const std::string& topic, std::int32_t partitions) {
  protocol::CreateTopicsRequest request;
  request.topics.push_back({topic, partitions, 1, {}, {}});
  return frame_of(request, kCreateTopicsVersion);
}

void set_correlation_id(MutableByteView frame, std::int32_t id) {
  store_be<std::int32_t>(frame.data() + kCorrelationIdPosition, id);
}

ProduceAnswer read_produce_answer(ByteView frame, const Target& target) {
  // correlation_id:4 tags:1 topics:1 name_size:1 name partitions:1 index:4 error:2 base_offset:8
  const auto partition = 8 + target.topic.size();
  if (frame.size() < partition + 14) give_up("a Produce answer is too short");
  if (const auto error = load_be<std::int16_t>(frame.data() + partition + 4); error != 0)
    give_up(fmt::format("Produce to {} is answered with error {}", target.topic, error));
  return {load_be<std::int32_t>(frame.data()), load_be<std::int64_t>(frame.data() + partition + 6)};
}

FetchAnswer read_fetch_answer(ByteView head, const Target& target) {
  protocol::Reader reader(head);
  FetchAnswer answer{.correlation_id = reader.integer<std::int32_t>()};
  reader.unsigned_varint();
  reader.integer<std::int32_t>();
  auto error = reader.integer<std::int16_t>();
  reader.integer<std::int32_t>();
  const auto topics = reader.length(true, true);
  if (error != 0 || topics != 1)
    give_up(fmt::format("Fetch of {} is answered with error {} and {} topics", target.topic, error,
                        topics.value_or(0)));
  reader.string(reader.length(true, false).value_or(0));
  reader.length(true, true);
  reader.integer<std::int32_t>();
  error = reader.integer<std::int16_t>();
  answer.high_watermark = reader.integer<std::int64_t>();
  reader.integer<std::int64_t>();
  reader.integer<std::int64_t>();
  const auto aborted = reader.length(true, true);
  reader.integer<std::int32_t>();
  answer.records_bytes = reader.length(true, true).value_or(0);
  answer.records_position = reader.position();
  if (error != 0 || aborted.value_or(0) != 0 || !reader.ok())
    give_up(fmt::format("Fetch of {} is answered with error {}", target.topic, error));
  return answer;
}

}  // namespace moldau::bench
