#include "metadata/config/config_table.h"

/// Classic groups, consumer groups and their offsets.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"group.consumer.assignment.interval.ms", kInt, "1000", at_least(0), kMedium, kClusterWide, kAccepted,
     "Shortest time between two target assignments of a consumer group."},
    {"group.consumer.assignor.offload.enable", kBoolean, "true", kAnything, kMedium, kClusterWide,
     kNotMeaningful, "Compute assignments on a thread of their own.", kHidden},
    {"group.consumer.assignors", kList, "uniform,range", filled_list(), kMedium, kReadOnly, kAccepted,
     "The assignors that consumer groups may use; the first is the default."},
    {"group.consumer.heartbeat.interval.ms", kInt, "5000", at_least(1), kMedium, kReadOnly, kAccepted,
     "How often members of consumer groups send heartbeats."},
    {"group.consumer.max.assignment.interval.ms", kInt, "15000", at_least(0), kMedium, kReadOnly, kAccepted,
     "Largest assignment interval that a group may have."},
    {"group.consumer.max.heartbeat.interval.ms", kInt, "15000", at_least(1), kMedium, kReadOnly, kAccepted,
     "Largest heartbeat interval that a consumer group may have."},
    {"group.consumer.max.session.timeout.ms", kInt, "60000", at_least(1), kMedium, kReadOnly, kAccepted,
     "Largest session timeout that a consumer group may have."},
    {"group.consumer.max.size", kInt, "2147483647", at_least(1), kMedium, kReadOnly, kAccepted,
     "Members that a consumer group may have."},
    {"group.consumer.migration.policy", kString, "bidirectional",
     one_of_any_case("DISABLED, DOWNGRADE, UPGRADE, BIDIRECTIONAL"), kMedium, kReadOnly, kAccepted,
     "Whether groups may change between the classic and the consumer protocol."},
    {"group.consumer.min.assignment.interval.ms", kInt, "0", at_least(0), kMedium, kReadOnly, kAccepted,
     "Smallest assignment interval that a group may have."},
    {"group.consumer.min.heartbeat.interval.ms", kInt, "5000", at_least(1), kMedium, kReadOnly, kAccepted,
     "Smallest heartbeat interval that a consumer group may have."},
    {"group.consumer.min.session.timeout.ms", kInt, "45000", at_least(1), kMedium, kReadOnly, kAccepted,
     "Smallest session timeout that a consumer group may have."},
    {"group.consumer.regex.refresh.interval.ms", kInt, "600000", at_least(10000), kMedium, kReadOnly,
     kAccepted, "How often subscriptions by pattern are resolved anew.", kHidden},
    {"group.consumer.session.timeout.ms", kInt, "45000", at_least(1), kMedium, kReadOnly, kAccepted,
     "After this long without a heartbeat a member leaves its consumer group."},
    {"group.coordinator.append.linger.ms", kInt, "-1", at_least(-1), kMedium, kReadOnly, kAccepted,
     "How long the group coordinator collects records before it appends them; -1 adapts to the load."},
    {"group.coordinator.background.threads", kInt, "2", at_least(1), kHigh, kReadOnly, kNotMeaningful,
     "Threads on which the group coordinator computes assignments."},
    {"group.coordinator.cached.buffer.max.bytes", kInt, "1048588", at_least(524288), kMedium, kClusterWide,
     kNotMeaningful, "The largest buffer that the group coordinator keeps for reuse."},
    {"group.coordinator.rebalance.protocols", kList, "classic,consumer,streams",
     filled_list("consumer, classic, share, streams"), kMedium, kReadOnly, kAccepted,
     "The group protocols that are served."},
    {"group.coordinator.threads", kInt, "4", at_least(1), kHigh, kReadOnly, kNotMeaningful,
     "Threads of the group coordinator; there is one control thread here."},
    {"group.initial.rebalance.delay.ms", kInt, "3000", kAnything, kMedium, kReadOnly, kActs,
     "How long the first rebalance of an empty classic group waits for more members."},
    {"group.max.session.timeout.ms", kInt, "1800000", kAnything, kMedium, kReadOnly, kActs,
     "Largest session timeout that a member of a classic group may ask for."},
    {"group.max.size", kInt, "2147483647", at_least(1), kMedium, kReadOnly, kActs,
     "Members that a classic group may have."},
    {"group.min.session.timeout.ms", kInt, "6000", kAnything, kMedium, kReadOnly, kActs,
     "Smallest session timeout that a member of a classic group may ask for."},
    {"offset.metadata.max.bytes", kInt, "4096", kAnything, kHigh, kReadOnly, kActs,
     "The longest metadata that may be committed with an offset."},
    {"offsets.commit.timeout.ms", kInt, "5000", at_least(1), kHigh, kReadOnly, kAccepted,
     "How long a commit of offsets waits to be durable."},
    {"offsets.load.buffer.size", kInt, "5242880", at_least(1), kHigh, kReadOnly, kAccepted,
     "How much of the offsets topic is read at a time when groups are loaded."},
    {"offsets.retention.check.interval.ms", kLong, "600000", at_least(1), kHigh, kReadOnly, kActs,
     "How often it is looked for offsets that expired."},
    {"offsets.retention.minutes", kInt, "10080", at_least(1), kHigh, kReadOnly, kActs,
     "How long offsets are kept once their group is empty."},
    {"offsets.topic.compression.codec", kInt, "0", kAnything, kHigh, kReadOnly, kAccepted,
     "How batches of the offsets topic are compressed, by the codec's number."},
    {"offsets.topic.num.partitions", kInt, "50", at_least(1), kHigh, kReadOnly, kActs,
     "Partitions of the offsets topic."},
    {"offsets.topic.replication.factor", kShort, "3", at_least(1), kHigh, kReadOnly, kNotMeaningful,
     "Replicas of the offsets topic; a lone broker is the only one."},
    {"offsets.topic.segment.bytes", kInt, "104857600", at_least(1), kHigh, kReadOnly, kActs,
     "Segment size of the offsets topic."},
};

}  // namespace

std::span<const ConfigKey> table::groups_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
