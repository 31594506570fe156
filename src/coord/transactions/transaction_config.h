#pragma once

#include <cstddef>
#include <cstdint>

namespace moldau::coord::transactions {

/// What transactions follow, under Kafka's names where Kafka has one.
struct TransactionConfig {
  std::int32_t transaction_max_timeout_ms = 900'000;
  std::int64_t transactional_id_expiration_ms = 7LL * 24 * 3600 * 1000;
  /// How often it is looked for transactions that timed out.
  std::int64_t transaction_abort_timed_out_transaction_cleanup_interval_ms = 10'000;
  /// How often it is looked for transactional ids that expired.
  std::int64_t transaction_remove_expired_transaction_cleanup_interval_ms = 3'600'000;

  // Limits of ours: what a stranger can make us remember.
  std::size_t max_transactional_ids = 100'000;  // in one partition of __transaction_state
  /// Records that the coordinator writes on its own (timeouts, expired ids) come in batches of about this
  /// size, so that none is too large and none holds up the requests behind it.
  std::size_t sweep_batch_bytes = 128 * 1024;
  /// How long it rests after an append that failed.
  std::int64_t sweep_retry_ms = 5'000;
};

}  // namespace moldau::coord::transactions
