#include "metadata/config/config_table.h"

/// Transactions.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"add.partitions.to.txn.retry.backoff.max.ms", kInt, "100", at_least(0), kHigh, kReadOnly, kActs,
     "Longest time a transactional Produce waits in total for the partition to be added to its "
     "transaction."},
    {"add.partitions.to.txn.retry.backoff.ms", kInt, "20", at_least(1), kHigh, kReadOnly, kActs,
     "How long it is waited before a partition is added to a transaction again."},
    {"transaction.abort.timed.out.transaction.cleanup.interval.ms", kInt, "10000", at_least(1), kLow,
     kReadOnly, kActs, "How often it is looked for transactions to abort because they timed out."},
    {"transaction.max.timeout.ms", kInt, "900000", at_least(1), kHigh, kReadOnly, kActs,
     "The longest transaction timeout that a producer may ask for."},
    {"transaction.partition.verification.enable", kBoolean, "true", kAnything, kLow, kClusterWide, kActs,
     "Check that a partition was added to a transaction before its records are appended."},
    {"transaction.remove.expired.transaction.cleanup.interval.ms", kInt, "3600000", at_least(1), kLow,
     kReadOnly, kActs, "How often it is looked for transactional ids that expired."},
    {"transaction.state.log.load.buffer.size", kInt, "5242880", at_least(1), kHigh, kReadOnly, kActs,
     "How much of the transaction state topic is read at a time when it is loaded."},
    {"transaction.state.log.min.isr", kInt, "2", at_least(1), kHigh, kReadOnly, kNotMeaningful,
     "min.insync.replicas of the transaction state topic; a lone broker is the only one."},
    {"transaction.state.log.num.partitions", kInt, "50", at_least(1), kHigh, kReadOnly, kActs,
     "Partitions of the transaction state topic."},
    {"transaction.state.log.replication.factor", kShort, "3", at_least(1), kHigh, kReadOnly, kNotMeaningful,
     "Replicas of the transaction state topic; a lone broker is the only one."},
    {"transaction.state.log.segment.bytes", kInt, "104857600", at_least(1), kHigh, kReadOnly, kActs,
     "Segment size of the transaction state topic."},
    {"transaction.two.phase.commit.enable", kBoolean, "false", kAnything, kLow, kReadOnly, kAccepted,
     "Allow transactions that another coordinator decides, and that never time out."},
    {"transactional.id.expiration.ms", kInt, "604800000", at_least(1), kHigh, kReadOnly, kActs,
     "A transactional id that was silent for this long is forgotten."},
};

}  // namespace

std::span<const ConfigKey> table::transactions_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
