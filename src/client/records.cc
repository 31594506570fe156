#include "client/records.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "protocol/records/compression.h"

namespace moldau::client {
namespace {

using protocol::BatchHeader;
using protocol::BatchLayout;

/// The type of a control record that says "this transaction was aborted".
constexpr std::int16_t kAbortMarker = 0;

/// Which producers' transactions are aborted at the batch that is looked at.
class AbortedProducers {
 public:
  explicit AbortedProducers(std::vector<AbortedTransaction> transactions) : left_(std::move(transactions)) {
    std::ranges::sort(left_, {}, &AbortedTransaction::second);
  }
  /// Batches come in the order of their offsets.
  bool skip(const BatchHeader& batch) {
    for (; next_ < left_.size() && left_[next_].second <= batch.last_offset(); ++next_)
      now_.insert(left_[next_].first);
    return batch.is_transactional() && !batch.is_control() && now_.contains(batch.producer_id);
  }
  void ended(std::int64_t producer_id) { now_.erase(producer_id); }

 private:
  std::vector<AbortedTransaction> left_;
  std::size_t next_ = 0;
  std::set<std::int64_t> now_;
};

Result<Bytes> records_of(const BatchHeader& header, ByteView batch) {
  const auto packed = batch.subspan(BatchLayout::kHeaderSize);
  if (header.codec_bits() == 0) return Bytes(packed.begin(), packed.end());
  Bytes out;
  if (auto done = protocol::decompress(header.codec(), packed, out, {}); !done)
    return std::unexpected(
        fmt::format("the batch at offset {} does not decompress: {}", header.base_offset, done.error()));
  return out;
}

bool is_abort(ByteView records) {
  const auto record = protocol::RecordReader(records).next();
  return record && record->key && record->key->size() >= 4 &&
         load_be<std::int16_t>(record->key->data() + 2) == kAbortMarker;
}

Result<bool> take_batch(const BatchHeader& header, ByteView records, std::int64_t& next,
                        const std::function<bool(const ConsumedRecord&)>& take) {
  protocol::RecordReader reader(records);
  for (std::int32_t i = 0; i < header.record_count; ++i) {
    const auto record = reader.next();
    if (!record)
      return std::unexpected(fmt::format("the batch at offset {} has a garbled record", header.base_offset));
    const auto offset = header.base_offset + record->offset_delta;
    if (offset < next) continue;
    const bool stamped = header.timestamp_type() == protocol::TimestampType::kLogAppendTime;
    const auto timestamp = stamped ? header.max_timestamp : protocol::timestamp_of(header, *record);
    const bool more = take({offset, timestamp, header.timestamp_type(), record->key, record->value,
                            protocol::headers_of(*record)});
    next = offset + 1;
    if (!more) return false;
  }
  return true;
}

}  // namespace

Result<std::int64_t> for_each_record(ByteView batches, std::int64_t from,
                                     std::vector<AbortedTransaction> aborted,
                                     const std::function<bool(const ConsumedRecord&)>& take) {
  AbortedProducers producers(std::move(aborted));
  std::int64_t next = from;
  while (const auto header = protocol::read_batch_header(batches)) {
    if (header->magic != BatchLayout::kMagicValue || !protocol::has_plausible_length(*header))
      return std::unexpected(fmt::format("what was fetched at offset {} is no batch of format 2", next));
    if (header->size() > batches.size()) break;
    const auto batch = batches.first(header->size());
    batches = batches.subspan(header->size());
    if (!protocol::has_valid_crc(batch))
      return std::unexpected(fmt::format("the batch at offset {} has a wrong checksum", header->base_offset));
    if (!producers.skip(*header)) {
      const auto records = records_of(*header, batch);
      if (!records) return std::unexpected(records.error());
      if (header->is_control()) {
        if (is_abort(*records)) producers.ended(header->producer_id);
      } else {
        const auto more = take_batch(*header, *records, next, take);
        if (!more) return std::unexpected(more.error());
        if (!*more) return next;
      }
    }
    next = std::max(next, header->next_offset());
  }
  return next;
}

}  // namespace moldau::client
