#include "coord/transactions/transaction_records.h"

#include <utility>

#include "coord/numbered.h"
#include "protocol/messages/records_transaction.h"

namespace moldau::coord::transactions {
namespace {

using protocol::DecodeError;
using protocol::TransactionLogKey;
using protocol::TransactionLogValue;
using Partitions = std::vector<TransactionLogValue::PartitionsSchema>;

constexpr std::int16_t kTransactionKey = 0;
/// The first with tagged fields: what transaction.version 1 and 2 write.
constexpr std::int16_t kValueVersion = 1;

/// By topic. None at all where nothing has begun: so does Kafka.
std::optional<Partitions> grouped(const Transaction& transaction) {
  if (transaction.state == TransactionState::kEmpty) return std::nullopt;
  Partitions topics;
  for (const auto& [topic, index] : transaction.partitions) {
    if (topics.empty() || topics.back().topic != topic)
      topics.push_back({.topic = topic, .partition_ids = {}});
    topics.back().partition_ids.push_back(index);
  }
  return topics;
}

/// Whether a record may say so: Dead and PrepareEpochFence are states of the memory alone.
bool is_recorded(std::int8_t status) {
  return status >= static_cast<std::int8_t>(TransactionState::kEmpty) &&
         status <= static_cast<std::int8_t>(TransactionState::kCompleteAbort);
}

}  // namespace

Record transaction_record(const std::string& transactional_id, const Transaction& transaction) {
  const TransactionLogValue value{
      .producer_id = transaction.producer.id,
      .previous_producer_id = transaction.previous_producer_id,
      .next_producer_id = transaction.next_producer_id,
      .producer_epoch = transaction.producer.epoch,
      .transaction_timeout_ms = transaction.timeout_ms,
      .transaction_status = static_cast<std::int8_t>(transaction.state),
      .transaction_partitions = grouped(transaction),
      .transaction_last_update_timestamp_ms = transaction.last_update_ms,
      .transaction_start_timestamp_ms = transaction.start_ms,
      .client_transaction_version = static_cast<std::int16_t>(transaction.client_version)};
  return {numbered(kTransactionKey, TransactionLogKey{transactional_id}, 0),
          numbered(kValueVersion, value, kValueVersion)};
}

Record transaction_tombstone(const std::string& transactional_id) {
  return {numbered(kTransactionKey, TransactionLogKey{transactional_id}, 0), std::nullopt};
}

std::expected<std::optional<std::string>, DecodeError> parse_transaction_key(ByteView key) {
  const auto kind = leading_number(key);
  if (!kind) return std::unexpected(kind.error());
  if (*kind != kTransactionKey) return std::nullopt;
  auto parsed = protocol::decode<TransactionLogKey>(key.subspan(sizeof(std::int16_t)), 0);
  if (!parsed) return std::unexpected(parsed.error());
  return std::move(parsed->transactional_id);
}

std::expected<Transaction, DecodeError> parse_transaction(ByteView value) {
  auto parsed = parse_value<TransactionLogValue>(value);
  if (!parsed) return std::unexpected(parsed.error());
  if (!is_recorded(parsed->transaction_status))
    return std::unexpected(DecodeError{"is none of 0 to 5", "TransactionStatus", 0});
  Transaction transaction{.producer = {parsed->producer_id, parsed->producer_epoch},
                          .previous_producer_id = parsed->previous_producer_id,
                          .next_producer_id = parsed->next_producer_id,
                          .timeout_ms = parsed->transaction_timeout_ms,
                          .state = TransactionState{parsed->transaction_status},
                          .partitions = {},
                          .start_ms = parsed->transaction_start_timestamp_ms,
                          .last_update_ms = parsed->transaction_last_update_timestamp_ms,
                          .client_version = TransactionVersion{parsed->client_transaction_version}};
  for (auto& topic : parsed->transaction_partitions.value_or(Partitions()))
    for (const auto index : topic.partition_ids) transaction.partitions.insert({topic.topic, index});
  return transaction;
}

}  // namespace moldau::coord::transactions
