#include "tests/sim/batches.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "protocol/records/batch.h"
#include "protocol/records/compression.h"
#include "protocol/records/record.h"

namespace moldau::sim {
namespace {

/// The producers whose transactions end in an abort, as the batches go by.
class Aborted {
 public:
  Aborted(const FetchedPartition& partition, bool wanted) {
    if (!wanted || !partition.aborted_transactions) return;
    for (const auto& each : *partition.aborted_transactions)
      begins_.emplace(each.first_offset, each.producer_id);
  }
  bool is_in(const protocol::BatchHeader& batch) {
    for (auto at = begins_.begin(); at != begins_.end() && at->first <= batch.last_offset();
         at = begins_.erase(at))
      now_.insert(at->second);
    if (batch.is_control()) now_.erase(batch.producer_id);
    return batch.is_transactional() && now_.contains(batch.producer_id);
  }

 private:
  std::multimap<std::int64_t, std::int64_t> begins_;
  std::set<std::int64_t> now_;
};

std::string text_of(const std::optional<ByteView>& bytes) {
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

bool add_records(const protocol::BatchHeader& header, ByteView whole, std::int64_t from, Consumed& consumed) {
  auto content = whole.subspan(protocol::BatchLayout::kHeaderSize);
  Bytes expanded;
  if (header.codec_bits() != 0) {
    if (!protocol::decompress(header.codec(), content, expanded, {})) return false;
    content = expanded;
  }
  protocol::RecordReader reader(content);
  for (std::int32_t i = 0; i < header.record_count; ++i) {
    const auto record = reader.next();
    if (!record) return false;
    const auto offset = header.base_offset + record->offset_delta;
    if (offset >= from) consumed.entries[offset] = {text_of(record->key), text_of(record->value)};
  }
  return true;
}

}  // namespace

Bytes batch_of(const std::vector<Entry>& entries, std::int64_t now_ms,
               const protocol::BatchBuilder::Options& options) {
  protocol::BatchBuilder builder(options);
  for (const auto& entry : entries) builder.add(now_ms, as_bytes(entry.key), as_bytes(entry.value));
  return builder.build();
}

std::vector<std::string> values_of(const std::vector<Entry>& entries) {
  std::vector<std::string> values;
  for (const auto& entry : entries) values.push_back(entry.value);
  return values;
}

Consumed consume(const FetchedPartition& partition, std::int64_t offset, bool committed_only, bool dense) {
  Consumed consumed{.entries = {}, .next_offset = offset, .error = {}};
  Aborted aborted(partition, committed_only);
  auto bytes = partition.records.bytes();
  while (const auto header = protocol::read_batch_header(bytes)) {
    if (header->size() > bytes.size()) break;
    const auto whole = bytes.first(header->size());
    bytes = bytes.subspan(header->size());
    if (!protocol::has_valid_crc(whole))
      consumed.error = fmt::format("a wrong checksum at {}", header->base_offset);
    if (dense && header->base_offset > consumed.next_offset)
      consumed.error = fmt::format("{} follows {}", header->base_offset, consumed.next_offset - 1);
    if (header->next_offset() <= consumed.next_offset && header->last_offset() < offset) continue;
    const bool hidden = aborted.is_in(*header) || header->is_control();
    if (!hidden && !add_records(*header, whole, offset, consumed))
      consumed.error = fmt::format("a garbled batch at {}", header->base_offset);
    consumed.next_offset = std::max(consumed.next_offset, header->next_offset());
  }
  return consumed;
}

}  // namespace moldau::sim
