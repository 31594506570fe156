#include "log/cleaned_transactions.h"

#include <algorithm>
#include <utility>

namespace moldau::log {

CleanedTransactions::CleanedTransactions(const std::vector<IndexedTransaction>& aborted, std::int64_t from) {
  for (const auto& entry : aborted)
    if (entry.last_offset >= from) pending_.push_back(entry);
  std::ranges::sort(pending_, std::greater(), &IndexedTransaction::first_offset);
}

void CleanedTransactions::begin_aborted_up_to(std::int64_t offset) {
  for (; !pending_.empty() && pending_.back().first_offset <= offset; pending_.pop_back())
    aborted_.try_emplace(pending_.back().producer_id, Aborted{pending_.back()});
}

bool CleanedTransactions::see_data(const protocol::BatchHeader& batch) {
  begin_aborted_up_to(batch.last_offset());
  if (!batch.is_transactional()) return false;
  if (const auto found = aborted_.find(batch.producer_id); found != aborted_.end())
    return found->second.seen = true;
  committed_.insert(batch.producer_id);
  return false;
}

bool CleanedTransactions::see_control(const protocol::BatchHeader& batch,
                                      const std::optional<EndTransactionMarker>& marker) {
  begin_aborted_up_to(batch.last_offset());
  if (batch.record_count == 0) return true;
  if (!marker) return false;
  if (marker->commit) return committed_.erase(batch.producer_id) == 0;
  const auto ended = aborted_.extract(batch.producer_id);
  if (ended.empty() || !ended.mapped().seen) return true;
  index_.push_back(ended.mapped().entry);
  return false;
}

std::vector<IndexedTransaction> CleanedTransactions::take_index() {
  return std::exchange(index_, {});
}

}  // namespace moldau::log
