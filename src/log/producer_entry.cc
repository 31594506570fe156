#include "log/producer_entry.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "log/elapsed.h"

namespace moldau::log {

std::int32_t ProducerBatch::first_sequence() const {
  if (last_sequence < 0) return last_sequence;
  const auto first = static_cast<std::int64_t>(last_sequence) - offset_delta;
  return static_cast<std::int32_t>(first >= 0 ? first
                                              : first + std::numeric_limits<std::int32_t>::max() + 1LL);
}

void ProducerEntry::add(std::int16_t batch_epoch, const ProducerBatch& batch) {
  update_epoch(batch_epoch);
  if (count_ == kBatches)
    std::shift_left(batches_.begin(), batches_.end(), 1);
  else
    ++count_;
  batches_[count_ - 1] = batch;
  last_timestamp_ms = batch.timestamp_ms;
  heard = true;
}

bool ProducerEntry::is_idle_for(std::int64_t expiration_ms, std::int64_t now_ms) {
  if (std::exchange(heard, false)) heard_ms = now_ms;
  return elapsed_ms(last_timestamp_ms, now_ms) >= expiration_ms &&
         (heard_ms < 0 || elapsed_ms(heard_ms, now_ms) >= expiration_ms);
}

void ProducerEntry::update_epoch(std::int16_t newer) {
  if (newer == epoch) return;
  epoch = newer;
  count_ = 0;
}

const ProducerBatch* ProducerEntry::find(const protocol::BatchHeader& batch) const {
  if (batch.producer_epoch != epoch) return nullptr;
  for (const auto& known : batches())
    if (known.first_sequence() == batch.base_sequence && known.last_sequence == batch.last_sequence())
      return &known;
  return nullptr;
}

}  // namespace moldau::log
