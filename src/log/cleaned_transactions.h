#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "log/producer_state.h"
#include "log/transaction_index.h"

namespace moldau::log {

/// Which transactions were aborted and which markers are still needed, in a walk over batches in the order
/// of their offsets (Kafka: CleanedTransactionMetadata).
class CleanedTransactions {
 public:
  /// `aborted`: entries of the transaction indexes. Those that ended below `from`, where the walk begins, do
  /// not matter.
  CleanedTransactions(const std::vector<IndexedTransaction>& aborted, std::int64_t from);

  /// A data batch comes. True where its transaction was aborted: its records go.
  bool see_data(const protocol::BatchHeader& batch);
  /// A control batch comes. True where nothing of its transaction is left in the log. `marker` is nothing
  /// where it is another control record, or there is none.
  bool see_control(const protocol::BatchHeader& batch, const std::optional<EndTransactionMarker>& marker);

  /// The entries of aborted transactions that ended since the last call and of which something is left.
  std::vector<IndexedTransaction> take_index();

 private:
  struct Aborted {
    IndexedTransaction entry;
    bool seen = false;  // a batch of it
  };
  void begin_aborted_up_to(std::int64_t offset);

  std::vector<IndexedTransaction> pending_;  // by first offset, the last one first
  std::unordered_map<std::int64_t, Aborted> aborted_;
  std::unordered_set<std::int64_t> committed_;  // producers in one, of which a batch was seen
  std::vector<IndexedTransaction> index_;
};

}  // namespace moldau::log
