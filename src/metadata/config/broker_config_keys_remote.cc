#include "metadata/config/config_table.h"

/// Tiered storage, which there is none of.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"follower.fetch.last.tiered.offset.enable", kBoolean, "false", kAnything, kMedium, kClusterWide,
     kNotMeaningful, "Let a new follower begin where tiered storage ends."},
    {"log.local.retention.bytes", kLong, "-2", at_least(-2), kMedium, kClusterWide, kAccepted,
     "How large the local part of a tiered partition may become; -2 takes log.retention.bytes."},
    {"log.local.retention.ms", kLong, "-2", at_least(-2), kMedium, kClusterWide, kAccepted,
     "How long records of a tiered partition stay local; -2 takes log.retention.ms."},
    {"log.remote.copy.lag.bytes", kLong, "-1", at_least(-1), kMedium, kClusterWide, kNotMeaningful,
     "How much of a segment's bytes must be past it before it is copied to tiered storage; -1 is "
     "without limit."},
    {"log.remote.copy.lag.ms", kLong, "0", at_least(-1), kMedium, kClusterWide, kNotMeaningful,
     "How old a segment must be before it is copied to tiered storage."},
    {"remote.fetch.max.wait.ms", kInt, "500", at_least(1), kMedium, kClusterWide, kNotMeaningful,
     "How long a Fetch waits for tiered storage."},
    {"remote.list.offsets.request.timeout.ms", kLong, "30000", at_least(1), kMedium, kClusterWide,
     kNotMeaningful, "How long ListOffsets waits for tiered storage."},
    {"remote.log.index.file.cache.total.size.bytes", kLong, "1073741824", at_least(1), kLow, kClusterWide,
     kNotMeaningful, "Disk space for indexes of tiered segments."},
    {"remote.log.index.file.cache.ttl.ms", kLong, "900000", at_least(-1), kLow, kReadOnly, kNotMeaningful,
     "How long an unused index of a tiered segment is kept.", kHidden},
    {"remote.log.manager.copier.thread.pool.size", kInt, "10", at_least(1), kMedium, kClusterWide,
     kNotMeaningful, "Threads that copy segments to tiered storage."},
    {"remote.log.manager.copy.max.bytes.per.second", kLong, "9223372036854775807", at_least(1), kMedium,
     kClusterWide, kNotMeaningful, "Bytes a second at most that are copied to tiered storage."},
    {"remote.log.manager.copy.quota.window.num", kInt, "11", at_least(1), kMedium, kReadOnly, kNotMeaningful,
     "Samples kept for the quota on copying to tiered storage."},
    {"remote.log.manager.copy.quota.window.size.seconds", kInt, "1", at_least(1), kMedium, kReadOnly,
     kNotMeaningful, "Length of a sample of the quota on copying to tiered storage."},
    {"remote.log.manager.expiration.thread.pool.size", kInt, "10", at_least(1), kMedium, kClusterWide,
     kNotMeaningful, "Threads that delete tiered segments."},
    {"remote.log.manager.fetch.max.bytes.per.second", kLong, "9223372036854775807", at_least(1), kMedium,
     kClusterWide, kNotMeaningful, "Bytes a second at most that are read from tiered storage."},
    {"remote.log.manager.fetch.quota.window.num", kInt, "11", at_least(1), kMedium, kReadOnly, kNotMeaningful,
     "Samples kept for the quota on reading from tiered storage."},
    {"remote.log.manager.fetch.quota.window.size.seconds", kInt, "1", at_least(1), kMedium, kReadOnly,
     kNotMeaningful, "Length of a sample of the quota on reading from tiered storage."},
    {"remote.log.manager.follower.thread.pool.size", kInt, "2", at_least(1), kMedium, kClusterWide,
     kNotMeaningful, "Threads that follow the tiered state of partitions led elsewhere."},
    {"remote.log.manager.task.interval.ms", kLong, "30000", at_least(1), kLow, kReadOnly, kNotMeaningful,
     "How often it is looked for segments to copy or delete."},
    {"remote.log.manager.task.retry.backoff.max.ms", kLong, "30000", at_least(1), kLow, kReadOnly,
     kNotMeaningful, "Longest wait before work on tiered storage is tried again.", kHidden},
    {"remote.log.manager.task.retry.backoff.ms", kLong, "500", at_least(1), kLow, kReadOnly, kNotMeaningful,
     "First wait before work on tiered storage is tried again.", kHidden},
    {"remote.log.manager.task.retry.jitter", kDouble, "0.2", between(0, 0.5), kLow, kReadOnly, kNotMeaningful,
     "Share of random variation in the wait before another try.", kHidden},
    {"remote.log.manager.thread.pool.size", kInt, "2", at_least(1), kMedium, kReadOnly, kNotMeaningful,
     "Threads that schedule work on tiered storage."},
    {"remote.log.metadata.custom.metadata.max.bytes", kInt, "128", at_least(0), kLow, kReadOnly,
     kNotMeaningful, "The most that a storage plugin may keep with a segment."},
    {"remote.log.metadata.manager.class.name", kString,
     "org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager", kFilled,
     kMedium, kReadOnly, kNotMeaningful, "The Java class that keeps the metadata of tiered storage."},
    {"remote.log.metadata.manager.class.path", kString, kNull, kAnything, kMedium, kReadOnly, kNotMeaningful,
     "Where that class is."},
    {"remote.log.metadata.manager.impl.prefix", kString, "rlmm.config.", kFilled, kMedium, kReadOnly,
     kNotMeaningful, "The prefix of configurations that are handed to that class."},
    {"remote.log.metadata.manager.listener.name", kString, kNull, kFilled, kMedium, kReadOnly, kNotMeaningful,
     "The listener by which that class connects to brokers."},
    {"remote.log.reader.max.pending.tasks", kInt, "100", at_least(1), kMedium, kReadOnly, kNotMeaningful,
     "Reads from tiered storage that may wait."},
    {"remote.log.reader.threads", kInt, "10", at_least(1), kMedium, kClusterWide, kNotMeaningful,
     "Threads that read from tiered storage."},
    {"remote.log.storage.manager.class.name", kString, kNull, kFilled, kMedium, kReadOnly, kNotMeaningful,
     "The Java class that stores tiered segments."},
    {"remote.log.storage.manager.class.path", kString, kNull, kAnything, kMedium, kReadOnly, kNotMeaningful,
     "Where the storing class is."},
    {"remote.log.storage.manager.impl.prefix", kString, "rsm.config.", kFilled, kMedium, kReadOnly,
     kNotMeaningful, "The prefix of configurations that are handed to the storing class."},
    {"remote.log.storage.system.enable", kBoolean, "false", kAnything, kMedium, kReadOnly, kNotMeaningful,
     "Whether there is tiered storage; it must be false here."},
};

}  // namespace

std::span<const ConfigKey> table::remote_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
