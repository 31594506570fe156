#include "metadata/config/config_table.h"

/// Streams groups.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"group.streams.acceptable.recovery.lag", kLong, "10000", at_least(0), kMedium, kReadOnly, kAccepted,
     "How far a task's state may lag for its client to count as caught up.", kHidden},
    {"group.streams.assignment.interval.ms", kInt, "1000", at_least(0), kMedium, kClusterWide, kAccepted,
     "Shortest time between two target assignments of a streams group."},
    {"group.streams.assignor.offload.enable", kBoolean, "true", kAnything, kMedium, kClusterWide,
     kNotMeaningful, "Compute assignments of streams groups on a thread of their own.", kHidden},
    {"group.streams.assignors", kList, "sticky", filled_list(), kMedium, kReadOnly, kAccepted,
     "The assignors that streams groups may use."},
    {"group.streams.heartbeat.interval.ms", kInt, "5000", at_least(1), kMedium, kReadOnly, kAccepted,
     "How often members of streams groups send heartbeats."},
    {"group.streams.initial.rebalance.delay.ms", kInt, "3000", at_least(0), kMedium, kReadOnly, kAccepted,
     "How long the first rebalance of an empty streams group waits for more members."},
    {"group.streams.max.assignment.interval.ms", kInt, "15000", at_least(0), kMedium, kReadOnly, kAccepted,
     "Largest assignment interval that a streams group may have."},
    {"group.streams.max.heartbeat.interval.ms", kInt, "15000", at_least(1), kMedium, kReadOnly, kAccepted,
     "Largest heartbeat interval that a streams group may have."},
    {"group.streams.max.session.timeout.ms", kInt, "60000", at_least(1), kMedium, kReadOnly, kAccepted,
     "Largest session timeout that a streams group may have."},
    {"group.streams.max.size", kInt, "2147483647", at_least(1), kMedium, kReadOnly, kAccepted,
     "Members that a streams group may have."},
    {"group.streams.max.standby.replicas", kInt, "2", at_least(0), kMedium, kReadOnly, kAccepted,
     "Most standby replicas of a task that a streams group may have."},
    {"group.streams.max.warmup.replicas", kInt, "20", at_least(0), kMedium, kReadOnly, kAccepted,
     "Most warmup replicas that a streams group may have.", kHidden},
    {"group.streams.min.assignment.interval.ms", kInt, "0", at_least(0), kMedium, kReadOnly, kAccepted,
     "Smallest assignment interval that a streams group may have."},
    {"group.streams.min.heartbeat.interval.ms", kInt, "5000", at_least(1), kMedium, kReadOnly, kAccepted,
     "Smallest heartbeat interval that a streams group may have."},
    {"group.streams.min.session.timeout.ms", kInt, "45000", at_least(1), kMedium, kReadOnly, kAccepted,
     "Smallest session timeout that a streams group may have."},
    {"group.streams.min.task.offset.interval.ms", kInt, "15000", at_least(1), kMedium, kReadOnly, kAccepted,
     "Smallest interval at which a streams group may report task offsets.", kHidden},
    {"group.streams.num.standby.replicas", kInt, "0", at_least(0), kMedium, kReadOnly, kAccepted,
     "Standby replicas of each task of a streams group."},
    {"group.streams.num.warmup.replicas", kInt, "2", at_least(0), kMedium, kReadOnly, kAccepted,
     "Warmup replicas that a streams group may have at a time.", kHidden},
    {"group.streams.rack.aware.assignment.tags", kList, "", list(), kLow, kReadOnly, kAccepted,
     "Client tags by which standby tasks are spread."},
    {"group.streams.session.timeout.ms", kInt, "45000", at_least(1), kMedium, kReadOnly, kAccepted,
     "After this long without a heartbeat a member leaves its streams group."},
    {"group.streams.task.offset.interval.ms", kInt, "60000", at_least(1), kMedium, kReadOnly, kAccepted,
     "How often members of streams groups report the offsets of their tasks.", kHidden},
    {"group.streams.topology.description.plugin.class", kClass, kNull, kAnything, kMedium, kReadOnly,
     kNotMeaningful, "A Java class that handles descriptions of topologies; there is no Java here."},
};

}  // namespace

std::span<const ConfigKey> table::streams_groups_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
