#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "broker/transaction_partition.h"
#include "protocol/error_code.h"

namespace moldau::broker {

class Broker;
struct RequestContext;

/// What the version of a request says about its client's transactions (Kafka: TransactionSupportedOperation).
enum class TransactionSupport {
  kBasic,      // knows INVALID_TXN_STATE alone
  kAbortable,  // knows TRANSACTION_ABORTABLE
  kAdds,       // relies on us to add partitions to the transaction (KIP-890)
};

/// Who is about to write in which transaction.
struct TransactionClient {
  std::string transactional_id;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  TransactionSupport support = TransactionSupport::kBasic;

  bool adds() const { return support == TransactionSupport::kAdds; }
};

/// Whether a client's transactions are verified at all: transaction.partition.verification.enable, which does
/// not concern those that rely on it.
bool must_verify(const Broker& broker, TransactionSupport support);

/// For the request at hand, asks the coordinator whether the partitions are in the client's transaction, and
/// adds them where the client relies on that. One code a partition, such as the client understands.
boost::asio::awaitable<std::vector<protocol::ErrorCode>> verify_transaction(
    const RequestContext& context, const TransactionClient& client,
    const std::vector<TransactionPartition>& partitions);

/// The coordinator is busy with the end of the transaction before; and the time until it may be asked again
/// (add.partitions.to.txn.retry.backoff.ms).
bool is_busy(const std::vector<protocol::ErrorCode>& codes);
boost::asio::awaitable<void> pause_while_busy(const Broker& broker);

}  // namespace moldau::broker
