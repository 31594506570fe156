#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "protocol/messages/65_describe_transactions.h"
#include "tests/broker/client.h"
#include "tests/broker/requests.h"

namespace moldau::broker::test {

/// Of transactions: in the second one (KIP-890) each end gives a new epoch, and the broker adds partitions.
enum class TransactionProtocol { kFirst, kSecond };

/// A request on its way.
struct Sent {
  Client& client;
  std::int16_t api_key = 0, version = 0;
  std::int32_t correlation_id = 0;
};

/// A producer with a transactional id, made of raw requests: each may go over another connection, and its
/// answer may be taken later.
class TransactionalProducer {
 public:
  explicit TransactionalProducer(TransactionProtocol spoken, std::string name = "x")
      : protocol(spoken), transactional_id(std::move(name)) {}

  Sent send_init(Client& client, bool is_known = false) const;
  Sent send_addition(Client& client, std::int32_t partition) const;
  Sent send_group(Client& client) const;
  /// One record for the topic t.
  Sent send_batch(Client& client, const std::string& value, std::int32_t partition,
                  std::int32_t sequence) const;
  /// The group g's, for partition 0 of the topic t.
  Sent send_offset(Client& client, std::int64_t offset) const;
  Sent send_end(Client& client, bool commit) const;
  /// Takes the answer; who the producer is from now on is learned from it.
  ErrorCode answer(const Sent& sent);

  // One after the other, as a client does it: again as long as the transaction before is not over.
  void init(Client& client);
  ErrorCode add(Client& client, std::int32_t partition);
  /// With the next sequence, and in the first protocol after adding the partition.
  ErrorCode produce(Client& client, const std::string& value, std::int32_t partition = 0);
  ErrorCode commit_offset(Client& client, std::int64_t offset);
  ErrorCode end(Client& client, bool commit);

  TransactionProtocol protocol;
  std::string transactional_id;
  std::int64_t id = -1;
  std::int16_t epoch = -1;
  /// By partition.
  std::map<std::int32_t, std::int32_t> next_sequences;

 private:
  bool is_second() const { return protocol == TransactionProtocol::kSecond; }
  void be(std::int64_t new_id, std::int16_t new_epoch);
  template <class Send>
  ErrorCode until_done(const Send& send);
};

using DescribedTransaction = protocol::DescribeTransactionsResponse::TransactionState;
/// Waits until the markers of what is decided are written.
DescribedTransaction settled(Client& client, const std::string& transactional_id = "x");
/// As DescribeTransactions tells it: "Ongoing".
std::string transaction_state(Client& client, const std::string& transactional_id = "x");
/// The same, once it is settled.
std::string settled_state(Client& client, const std::string& transactional_id = "x");
/// Makes __transaction_state where it is missing, and waits until it is loaded.
void find_transaction_coordinator(Client& client);

}  // namespace moldau::broker::test
