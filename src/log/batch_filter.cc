#include "log/batch_filter.h"

#include <algorithm>
#include <fmt/core.h>
#include <limits>

#include "base/mutation.h"
#include "protocol/records/compression.h"
#include "protocol/records/retained_batch.h"

namespace moldau::log {

using protocol::BatchHeader;
using protocol::BatchLayout;
using protocol::Record;

std::expected<void, std::string> BatchRecords::load(const BatchHeader& header, ByteView batch,
                                                    const protocol::DecompressionLimits& limits) {
  records_.clear();
  auto content = batch.subspan(BatchLayout::kHeaderSize);
  if (header.codec_bits() != 0 && header.record_count > 0) {
    expanded_.clear();
    if (auto done = protocol::decompress(header.codec(), content, expanded_, limits); !done) return done;
    content = expanded_;
  }
  protocol::RecordReader reader(content);
  for (std::int32_t i = 0; i < header.record_count; ++i) {
    auto record = reader.next();
    if (!record) return std::unexpected(fmt::format("record {} of {} is garbled", i, header.record_count));
    records_.push_back(*record);
  }
  return {};
}

BatchFilter::BatchFilter(const CleaningPlan& plan, const OffsetMap& latest)
    : plan_(plan),
      latest_(latest),
      transactions_(plan.aborted, plan.sources.empty() ? 0 : plan.sources.front().base_offset) {}

std::expected<BatchFilter::Fate, std::string> BatchFilter::filter(const BatchHeader& header, ByteView batch) {
  const auto marker = header.is_control() ? EndTransactionMarker::parse(batch) : std::nullopt;
  const bool discardable =
      header.is_control() ? transactions_.see_control(header, marker) : transactions_.see_data(header);
  const auto horizon_ms = header.delete_horizon_ms();
  // A marker of nothing is kept for those who read its transaction before it went.
  const bool discarded = discardable && (!header.is_control() || (horizon_ms && *horizon_ms <= plan_.now_ms));
  if (discarded) return without_records(header);

  if (auto done = records_.load(header, batch, plan_.config.decompression); !done)
    return std::unexpected(done.error());
  kept_.clear();
  std::ranges::copy_if(records_.all(), std::back_inserter(kept_),
                       [&](const Record& record) { return keeps(header, record); });
  if (kept_.empty()) return without_records(header);
  const bool new_horizon = begins_horizon(header, discardable);
  if (!new_horizon && kept_.size() == records_.all().size()) return Fate::kAsItWas;
  rewritten_.clear();
  protocol::write_retained_batch(header, kept_, new_horizon ? new_horizon_ms() : horizon_ms, rewritten_);
  return Fate::kRewritten;
}

BatchFilter::Fate BatchFilter::without_records(const BatchHeader& header) {
  if (!must_stay(header)) return Fate::kGone;
  if (header.size() == BatchLayout::kHeaderSize) return Fate::kAsItWas;
  rewritten_.clear();
  protocol::write_emptied_batch(header, rewritten_);
  return Fate::kRewritten;
}

bool BatchFilter::must_stay(const BatchHeader& header) const {
  // The log must end, and the offsets of what is cleaned, where they did.
  if (header.next_offset() == plan_.first_uncleanable_offset) return !MOLDAU_MUTATION("log-end-cleaned-away");
  if (!header.has_producer_id()) return false;
  const auto producer = plan_.producers.find(header.producer_id);
  if (producer == plan_.producers.end()) return false;
  const auto& [last_offset, epoch] = producer->second;
  return last_offset >= 0 ? header.last_offset() == last_offset
                          : header.is_control() && header.producer_epoch == epoch;
}

bool BatchFilter::keeps(const BatchHeader& header, const Record& record) const {
  if (header.is_control()) return true;  // whatever its key looks like
  const auto offset = header.base_offset + record.offset_delta;
  if (offset > latest_.latest_offset()) return true;
  if (!record.key || offset < latest_.find(*record.key)) return false;
  const auto horizon_ms = header.delete_horizon_ms();
  return record.value || !horizon_ms || plan_.now_ms < *horizon_ms;
}

std::int64_t BatchFilter::new_horizon_ms() const {
  std::int64_t horizon_ms;
  if (!__builtin_add_overflow(plan_.now_ms, plan_.config.delete_retention_ms, &horizon_ms)) return horizon_ms;
  return std::numeric_limits<std::int64_t>::max();
}

/// Not for tombstones past what the map holds: older values of their keys may be there still, and somebody
/// who reads one in the last moment must have as long as others to meet the tombstone. (Kafka begins.)
bool BatchFilter::begins_horizon(const BatchHeader& header, bool marker_of_nothing) const {
  if (header.delete_horizon_ms()) return false;
  if (header.is_control()) return marker_of_nothing;
  return header.last_offset() <= latest_.latest_offset() &&
         std::ranges::any_of(kept_, [](const Record& record) { return !record.value; });
}

}  // namespace moldau::log
