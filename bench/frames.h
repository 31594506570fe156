#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"

/// Requests as whole frames, made once and sent many times. Every one is the only shape of its kind: one
/// topic by name, one partition.
namespace moldau::bench {

inline constexpr std::int16_t kProduceVersion = 11, kFetchVersion = 12, kApiVersionsVersion = 3;
inline constexpr std::size_t kSizePrefix = 4;

struct Target {
  std::string topic;
  std::int32_t partition = 0;
};

struct BatchShape {
  std::int32_t records = 1;
  std::size_t record_bytes = 100;
};

/// One uncompressed batch of records with random values.
Bytes batch(const BatchShape& shape);

/// A Produce request, and what is patched in it before it is sent again.
struct ProduceFrame {
  Bytes bytes;
  std::size_t partition_position = 0;
  std::size_t records_position = 0;
};
ProduceFrame produce_frame(const Target& target, std::int16_t acks, ByteView records);

struct FetchShape {
  std::int32_t max_bytes = 0, min_bytes = 1, max_wait_ms = 500;
};
struct FetchFrame {
  Bytes bytes;
  std::size_t offset_position = 0;
};
FetchFrame fetch_frame(const Target& target, const FetchShape& shape);

Bytes api_versions_frame();
/// Answered with a CreateTopics response of the same version.
Bytes create_topic_frame(const std::string& topic, std::int32_t partitions);

void set_correlation_id(MutableByteView frame, std::int32_t id);

/// What a Produce answer of one partition says. Ends the program unless it is the expected one.
struct ProduceAnswer {
  std::int32_t correlation_id = 0;
  std::int64_t base_offset = -1;
};
ProduceAnswer read_produce_answer(ByteView frame, const Target& target);

/// Where in a Fetch answer's frame the records begin, and their size; ends the program on an error.
struct FetchAnswer {
  std::int32_t correlation_id = 0;
  std::int64_t high_watermark = -1;
  std::size_t records_position = 0, records_bytes = 0;
};
/// `head` is the answer's beginning: kFetchHeadBytes where there are as many.
inline constexpr std::size_t kFetchHeadBytes = 512;
FetchAnswer read_fetch_answer(ByteView head, const Target& target);

}  // namespace moldau::bench
