#include "metadata/config/config_table.h"

/// Replicas and their leaders.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"auto.leader.rebalance.enable", kBoolean, "true", kAnything, kHigh, kReadOnly, kAccepted,
     "Move leadership back to preferred replicas from time to time."},
    {"broker.rack", kString, kNull, kAnything, kMedium, kReadOnly, kActs,
     "The rack or zone of this broker, told to clients and used to spread replicas."},
    {"controlled.shutdown.enable", kBoolean, "true", kAnything, kMedium, kReadOnly, kAccepted,
     "Hand leadership over before stopping."},
    {"default.replication.factor", kInt, "1", kAnything, kMedium, kReadOnly, kActs,
     "Replicas of a new topic that does not say how many."},
    {"follower.replication.throttled.rate", kLong, kNull, at_least(0), kMedium, kClusterWide, kAccepted,
     "Bytes a second that throttled followers on this broker fetch at most.", kHidden},
    {"leader.imbalance.check.interval.seconds", kLong, "300", at_least(1), kHigh, kReadOnly, kAccepted,
     "How often it is looked for partitions that are not led by their preferred replica."},
    {"leader.replication.throttled.rate", kLong, kNull, at_least(0), kMedium, kClusterWide, kAccepted,
     "Bytes a second that throttled leaders on this broker serve to followers at most.", kHidden},
    {"min.insync.replicas", kInt, "1", at_least(1), kHigh, kClusterWide, kActs,
     "How many replicas must have a record before acks=all is answered; never more than the topic has."},
    {"num.replica.alter.log.dirs.threads", kInt, kNull, kAnything, kHigh, kReadOnly, kActs,
     "Threads that move replicas between log directories; one for each directory where it is not "
     "given."},
    {"num.replica.fetchers", kInt, "1", at_least(1), kHigh, kClusterWide, kAccepted,
     "Connections to each other broker that replicate from it."},
    {"replica.alter.log.dirs.io.max.bytes.per.second", kLong, kNull, at_least(0), kMedium, kClusterWide,
     kActs, "Bytes a second at most for moving replicas between log directories.", kHidden},
    {"replica.fetch.backoff.ms", kInt, "1000", at_least(0), kMedium, kReadOnly, kAccepted,
     "How long a follower waits after a failed fetch of a partition."},
    {"replica.fetch.max.bytes", kInt, "1048576", at_least(0), kMedium, kReadOnly, kAccepted,
     "How much of a partition a follower asks for at a time."},
    {"replica.fetch.min.bytes", kInt, "1", kAnything, kHigh, kReadOnly, kAccepted,
     "How much a follower's fetch waits for."},
    {"replica.fetch.response.max.bytes", kInt, "10485760", at_least(0), kMedium, kReadOnly, kAccepted,
     "The most that the answer to a follower's fetch holds."},
    {"replica.fetch.wait.max.ms", kInt, "500", kAnything, kHigh, kReadOnly, kAccepted,
     "How long a follower's fetch waits at most."},
    {"replica.high.watermark.checkpoint.interval.ms", kLong, "5000", kAnything, kHigh, kReadOnly, kAccepted,
     "How often high watermarks are written to disk."},
    {"replica.lag.time.max.ms", kLong, "30000", kAnything, kHigh, kReadOnly, kAccepted,
     "A follower that has not caught up for this long leaves the in-sync replicas."},
    {"replica.selector.class", kString, kNull, kAnything, kMedium, kReadOnly, kNotMeaningful,
     "A Java class that picks the replica to read from; there is no Java here."},
    {"replica.socket.receive.buffer.bytes", kInt, "65536", kAnything, kHigh, kReadOnly, kAccepted,
     "Receive buffer of the sockets that replicate."},
    {"replica.socket.timeout.ms", kInt, "30000", kAnything, kHigh, kReadOnly, kAccepted,
     "How long a follower waits for an answer from a leader's socket."},
    {"replication.quota.window.num", kInt, "11", at_least(1), kLow, kReadOnly, kAccepted,
     "Samples kept for replication quotas."},
    {"replication.quota.window.size.seconds", kInt, "1", at_least(1), kLow, kReadOnly, kAccepted,
     "Length of a sample of replication quotas."},
    {"unclean.leader.election.enable", kBoolean, "false", kAnything, kHigh, kClusterWide, kAccepted,
     "Whether a replica that is not in sync may become leader, which loses records."},
    {"unclean.leader.election.interval.ms", kLong, "300000", at_least(1), kMedium, kReadOnly, kAccepted,
     "How often it is looked for partitions without a leader that may have an unclean one.", kHidden},
};

}  // namespace

std::span<const ConfigKey> table::replication_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
