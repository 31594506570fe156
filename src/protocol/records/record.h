#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "protocol/records/batch.h"

namespace moldau::protocol {

/// One record of a batch of format 2, as views (Kafka: DefaultRecord):
///
///   record := length:varint attributes:1 timestamp_delta:varlong offset_delta:varint
///             key_length:varint key value_length:varint value header_count:varint header*
///   header := key_length:varint key value_length:varint value
struct Record {
  std::int64_t timestamp_delta = 0;
  std::int32_t offset_delta = 0;
  std::optional<ByteView> key, value;
  ByteView headers;  // behind their count
  std::int32_t header_count = 0;
};

/// Takes the records of a batch, uncompressed, one after the other; nothing of them is copied.
class RecordReader {
 public:
  explicit RecordReader(ByteView records) : records_(records) {}
  /// The next record; nothing where the bytes are no record.
  std::optional<Record> next();
  bool at_end() const { return at_ == records_.size(); }

 private:
  ByteView records_;
  std::size_t at_ = 0;
};

struct RecordHeader {
  std::string_view key;
  std::optional<ByteView> value;
};

/// The record's time as its producer gave it; wraps as Kafka's does.
std::int64_t timestamp_of(const BatchHeader& batch, const Record& record);

/// The headers of a record that RecordReader returned.
std::vector<RecordHeader> headers_of(const Record& record);

}  // namespace moldau::protocol
