#include <string>

#include "coord/transactions/transaction_records.h"
#include "tests/coord/transactions/transaction_fixture.h"
#include "tests/support/hex.h"

namespace moldau::coord::transactions {
namespace {

using enum TransactionState;

TEST(TransactionRecords, have_the_bytes_of_kafkas) {
  // Kafka 4.4.0's own, of a first InitProducerId.
  Transaction transaction;
  transaction.producer = {1, 0};
  transaction.previous_producer_id = 1;
  transaction.timeout_ms = 60'000;
  transaction.last_update_ms = 0x1a222d78ee5;

  const auto record = transaction_record("one", transaction);

  EXPECT_EQ(record.key, from_hex("0000 0003 6f6e65"));
  EXPECT_EQ(record.value, from_hex("0001 0000000000000001 0000 0000ea60 00 00 000001a222d78ee5 "
                                   "ffffffffffffffff 01 00 08 0000000000000001"));
}

TEST(TransactionRecords, have_partitions_by_topic_and_the_clients_protocol) {
  Transaction transaction;
  transaction.producer = {7, kLastProducerEpoch};
  transaction.previous_producer_id = 7;
  transaction.next_producer_id = 8;
  transaction.timeout_ms = 60'000;
  transaction.state = kPrepareCommit;
  transaction.partitions = {{"b", 1}, {"a", 2}, {"a", 0}};
  transaction.start_ms = 1;
  transaction.last_update_ms = 2;
  transaction.client_version = TransactionVersion::k2;

  const auto record = transaction_record("t", transaction);

  EXPECT_EQ(record.value, from_hex("0001 0000000000000007 7fff 0000ea60 02 "
                                   "03 02 61 03 00000000 00000002 00  02 62 02 00000001 00 "
                                   "0000000000000002 0000000000000001 "
                                   "03  00 08 0000000000000007  01 08 0000000000000008  02 02 0002"));
  EXPECT_EQ(parse_transaction(*record.value), transaction);
}

TEST(TransactionRecords, of_older_brokers_are_read) {
  const auto transaction =
      parse_transaction(from_hex("0000 0000000000000007 0003 0000ea60 01 00000001 0001 61 00000001 00000004 "
                                 "0000000000000002 0000000000000001"));

  ASSERT_TRUE(transaction.has_value());
  EXPECT_EQ(transaction->producer, (ProducerIdAndEpoch{7, 3}));
  EXPECT_EQ(transaction->previous_producer_id, kNoProducerId);
  EXPECT_EQ(transaction->state, kOngoing);
  EXPECT_EQ(transaction->partitions, (std::set<TransactionPartition>{{"a", 4}}));
}

TEST(TransactionRecords, that_are_garbled_are_refused) {
  for (const auto* value : {"", "00", "0002", "0001 00000000",
                            "0001 0000000000000001 0000 0000ea60 06 00 000001a222d78ee5 ffffffffffffffff 00",
                            "0001 0000000000000001 0000 0000ea60 ff 00 000001a222d78ee5 ffffffffffffffff 00"})
    EXPECT_FALSE(parse_transaction(from_hex(value)).has_value()) << value;
  for (const auto* key : {"", "00", "0000", "0000 0003 6f"})
    EXPECT_FALSE(parse_transaction_key(from_hex(key)).has_value()) << key;
}

TEST_F(TransactionTest, records_of_unknown_kinds_are_skipped) {
  EXPECT_TRUE(shard_->replay(from_hex("0001 0001 61"), ByteView()).has_value());
  EXPECT_TRUE(shard_->transactions().empty());
}

}  // namespace
}  // namespace moldau::coord::transactions
