#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "coord/now.h"
#include "coord/transactions/decision.h"
#include "coord/transactions/transaction.h"
#include "coord/transactions/transaction_config.h"
#include "coord/transactions/transaction_report.h"
#include "coord/transactions/transaction_requests.h"
#include "protocol/error_code.h"
#include "protocol/messages/65_describe_transactions.h"
#include "protocol/messages/66_list_transactions.h"
#include "protocol/wire/reader.h"

namespace moldau::coord::transactions {

using DescribedTransaction = protocol::DescribeTransactionsResponse::TransactionState;
using ListedTransaction = protocol::ListTransactionsResponse::TransactionState;

/// Of what ListTransactions asks: whether an id matches its pattern, anything where it has none.
using MatchesId = std::function<bool(std::string_view transactional_id)>;

/// The transactional ids of one partition of __transaction_state (Kafka: TransactionStateManager and what
/// TransactionCoordinator decides by it): a machine without clock, thread or I/O. Life: construct, replay()
/// the partition's records, finish_loading(), operations.
///
/// An operation decides and changes nothing. Its caller appends the records of the decision and calls apply()
/// before it asks for another one; what a decision says may come from records that are not committed yet, so
/// every answer waits for all that was appended before. Then it writes the markers of what is prepared(), and
/// comes back with complete().
class TransactionShard {
 public:
  explicit TransactionShard(const TransactionConfig& config) : config_(config) {}

  // Requests. `fresh_id`: see transaction_requests.h.
  TransactionDecision init(const InitTransaction& request, std::optional<std::int64_t> fresh_id,
                           Now now) const;
  TransactionDecision add(const AddToTransaction& request, Now now) const;
  TransactionDecision end(const EndTransaction& request, std::optional<std::int64_t> fresh_id, Now now) const;
  /// All markers of that producer's transaction are written. Nothing to do where it is no longer prepared.
  TransactionDecision complete(const std::string& transactional_id, ProducerIdAndEpoch producer,
                               Now now) const;

  // Reads.
  /// Whether each of the partitions is in the producer's ongoing transaction: NONE or TRANSACTION_ABORTABLE
  /// for each, or an error for all.
  std::vector<protocol::ErrorCode> verify(const std::string& transactional_id, ProducerIdAndEpoch producer,
                                          const std::vector<TransactionPartition>& partitions) const;
  DescribedTransaction describe(const std::string& transactional_id) const;
  std::vector<ListedTransaction> list(const protocol::ListTransactionsRequest& request,
                                      const MatchesId& matches, Now now) const;
  /// Null where there is none.
  const Transaction* find(const std::string& transactional_id) const;
  /// Adds what monitoring wants to know of these.
  void report(TransactionReport& to) const;
  /// The ids whose markers are to be written.
  std::vector<std::string> prepared() const;

  // Time.
  /// When tick() is due, in steady time. What is due at once stays due until tick() ran often enough.
  std::optional<std::int64_t> next_deadline_ms() const;
  /// Aborts what timed out and forgets what expired, a batch at a time.
  TransactionDecision tick(Now now);
  /// The decision of the last tick() could not be appended: everything is looked at again a while later.
  void rest(Now now);

  // Durable state.
  /// Takes over a record of the log. Records of kinds unknown to us are skipped, as Kafka does.
  std::expected<void, protocol::DecodeError> replay(ByteView key, std::optional<ByteView> value);
  /// Replays the decision's records. What Kafka keeps in memory alone is taken over as well.
  void apply(const TransactionDecision& decision);
  /// All records were replayed: arms the timers.
  void finish_loading(Now now);
  const std::map<std::string, Transaction>& transactions() const { return transactions_; }

 private:
  /// A pass over all ids, at intervals.
  struct Sweep {
    std::int64_t due_ms = -1;  // steady time
    std::string next_id;       // where a pass that is not finished goes on
  };

  TransactionDecision sweep(
      Sweep& sweep, std::int64_t interval_ms, Now now,
      const std::function<std::optional<TransactionChange>(const std::string&, const Transaction&)>& change)
      const;

  TransactionConfig config_;
  std::map<std::string, Transaction> transactions_;
  Sweep timeouts_, expiry_;
  TransactionCounts counts_;
};

}  // namespace moldau::coord::transactions
