#include "metadata/config/config_table.h"

/// What a group can override. Bounds beyond these are the broker's keys group.*.min.* and group.*.max.*.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"consumer.assignment.interval.ms", kInt, "1000", at_least(0), kMedium, kClusterWide, kAccepted,
     "Shortest time between two target assignments of the group."},
    {"consumer.heartbeat.interval.ms", kInt, "5000", at_least(1), kMedium, kClusterWide, kAccepted,
     "How often members send heartbeats."},
    {"consumer.session.timeout.ms", kInt, "45000", at_least(1), kMedium, kClusterWide, kAccepted,
     "After this long without a heartbeat a member leaves the group."},
    {"errors.deadletterqueue.copy.record.enable", kBoolean, "false", kAnything, kMedium, kClusterWide,
     kAccepted, "Whether a record that a share group gives up is copied to its dead letter queue whole."},
    {"errors.deadletterqueue.topic.name", kString, "", kAnything, kMedium, kClusterWide, kAccepted,
     "The topic that holds what a share group gives up; empty is none."},
    {"share.assignment.interval.ms", kInt, "1000", at_least(0), kMedium, kClusterWide, kAccepted,
     "Shortest time between two target assignments of the group."},
    {"share.auto.offset.reset", kString, "latest", kOffsetReset, kMedium, kClusterWide, kAccepted,
     "Where a share group begins in a partition: earliest, latest, or a time back from now."},
    {"share.delivery.count.limit", kInt, "5", at_least(2), kMedium, kClusterWide, kAccepted,
     "How often a record is delivered before it is given up."},
    {"share.heartbeat.interval.ms", kInt, "5000", at_least(1), kMedium, kClusterWide, kAccepted,
     "How often members send heartbeats."},
    {"share.isolation.level", kString, "read_uncommitted", one_of("read_committed, read_uncommitted"),
     kMedium, kClusterWide, kAccepted,
     "Whether members get records of transactions that are open or were aborted."},
    {"share.partition.max.record.locks", kInt, "2000", at_least(100), kMedium, kClusterWide, kAccepted,
     "How many records of a partition may be with members at a time."},
    {"share.record.lock.duration.ms", kInt, "30000", at_least(1000), kMedium, kClusterWide, kAccepted,
     "How long a member has a record to itself."},
    {"share.renew.acknowledge.enable", kBoolean, "true", kAnything, kMedium, kClusterWide, kAccepted,
     "Whether a member may ask for more time with a record."},
    {"share.session.timeout.ms", kInt, "45000", at_least(1), kMedium, kClusterWide, kAccepted,
     "After this long without a heartbeat a member leaves the group."},
    {"streams.assignment.interval.ms", kInt, "1000", at_least(0), kMedium, kClusterWide, kAccepted,
     "Shortest time between two target assignments of the group."},
    {"streams.assignor.name", kString, "sticky", kAnything, kMedium, kClusterWide, kAccepted,
     "Which of group.streams.assignors gives tasks to the members."},
    {"streams.heartbeat.interval.ms", kInt, "5000", at_least(1), kMedium, kClusterWide, kAccepted,
     "How often members send heartbeats."},
    {"streams.initial.rebalance.delay.ms", kInt, "3000", at_least(0), kMedium, kClusterWide, kAccepted,
     "How long the first rebalance of an empty group waits for more members."},
    {"streams.num.standby.replicas", kInt, "0", at_least(0), kMedium, kClusterWide, kAccepted,
     "How many copies of a task's state other members keep."},
    {"streams.rack.aware.assignment.tags", kList, "", list(), kLow, kClusterWide, kAccepted,
     "The client tags by which copies of a task are kept apart."},
    {"streams.session.timeout.ms", kInt, "45000", at_least(1), kMedium, kClusterWide, kAccepted,
     "After this long without a heartbeat a member leaves the group."},
};

}  // namespace

std::span<const ConfigKey> table::group_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
