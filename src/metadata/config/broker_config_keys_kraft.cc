#include "metadata/config/config_table.h"

/// The node and its roles, and KRaft's controllers: a single node embeds its controller, so most of these
/// have nothing to act upon.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"broker.heartbeat.interval.ms", kInt, "2000", kAnything, kMedium, kReadOnly, kNotMeaningful,
     "How often a broker sends heartbeats to a KRaft controller."},
    {"broker.id", kInt, "-1", kAnything, kHigh, kReadOnly, kActs,
     "The number of this broker, where node.id is not given."},
    {"broker.session.timeout.ms", kInt, "9000", kAnything, kMedium, kReadOnly, kNotMeaningful,
     "After this long without heartbeats a KRaft controller fences a broker."},
    {"controller.listener.names", kList, kNull, filled_list(), kHigh, kReadOnly, kActs,
     "The listeners of a KRaft controller; they are not opened, as the controller is embedded."},
    {"controller.performance.always.log.threshold.ms", kLong, "2000", at_least(0), kMedium, kReadOnly,
     kNotMeaningful, "Controller events that take longer are always logged.", kHidden},
    {"controller.performance.sample.period.ms", kLong, "60000", at_least(100), kMedium, kReadOnly,
     kNotMeaningful, "How often the performance of the controller's events is logged.", kHidden},
    {"controller.quorum.append.linger.ms", kInt, "25", at_least(0), kMedium, kReadOnly, kNotMeaningful,
     "How long a KRaft leader collects writes before it syncs them."},
    {"controller.quorum.auto.join.enable", kBoolean, "false", kAnything, kLow, kReadOnly, kNotMeaningful,
     "Whether a KRaft controller joins the voters by itself."},
    {"controller.quorum.bootstrap.servers", kList, "", kAnything, kHigh, kReadOnly, kNotMeaningful,
     "Addresses of KRaft controllers to find the quorum by."},
    {"controller.quorum.election.backoff.max.ms", kInt, "1000", at_least(0), kHigh, kReadOnly, kNotMeaningful,
     "Longest wait before a new KRaft election."},
    {"controller.quorum.election.timeout.ms", kInt, "1000", at_least(0), kHigh, kReadOnly, kNotMeaningful,
     "How long a KRaft voter waits for a leader before it stands for election."},
    {"controller.quorum.fetch.max.bytes", kInt, "1048576", at_least(1), kLow, kReadOnly, kNotMeaningful,
     "How much of the metadata log a KRaft replica fetches at a time."},
    {"controller.quorum.fetch.snapshot.max.bytes", kInt, "1048576", at_least(1), kLow, kReadOnly,
     kNotMeaningful, "How much of a metadata snapshot a KRaft replica fetches at a time."},
    {"controller.quorum.fetch.timeout.ms", kInt, "2000", at_least(0), kHigh, kReadOnly, kNotMeaningful,
     "How long a KRaft follower goes without a successful fetch before it stands for election."},
    {"controller.quorum.request.timeout.ms", kInt, "2000", at_least(0), kMedium, kReadOnly, kNotMeaningful,
     "How long a request between KRaft controllers may take."},
    {"controller.quorum.retry.backoff.ms", kInt, "20", at_least(0), kLow, kReadOnly, kNotMeaningful,
     "How long a KRaft node waits before it sends a request again."},
    {"controller.quorum.voters", kList, "", kAnything, kHigh, kReadOnly, kNotMeaningful,
     "The voters of a KRaft quorum, as id@host:port; the controller is embedded here."},
    {"controller.socket.timeout.ms", kInt, "30000", kAnything, kMedium, kReadOnly, kNotMeaningful,
     "How long a socket between controller and broker waits."},
    {"initial.broker.registration.timeout.ms", kInt, "60000", kAnything, kMedium, kReadOnly, kNotMeaningful,
     "How long a broker tries to register with a KRaft controller at its start."},
    {"internal.metadata.delete.delay.millis", kLong, "60000", kAnything, kLow, kReadOnly, kNotMeaningful,
     "How long deleted files of the metadata log stay on disk.", kHidden},
    {"internal.metadata.log.segment.bytes", kInt, kNull, kAnything, kLow, kReadOnly, kNotMeaningful,
     "Segment size of the metadata log, for tests.", kHidden},
    {"internal.metadata.max.batch.size.in.bytes", kInt, "8388608", kAnything, kLow, kReadOnly, kNotMeaningful,
     "The largest batch of the metadata log.", kHidden},
    {"metadata.log.dir", kString, kNull, kAnything, kHigh, kReadOnly, kNotMeaningful,
     "Where a KRaft node keeps the metadata log."},
    {"metadata.log.max.record.bytes.between.snapshots", kLong, "20971520", at_least(1), kHigh, kReadOnly,
     kNotMeaningful, "How much of the metadata log may be new before a snapshot is written."},
    {"metadata.log.max.snapshot.interval.ms", kLong, "3600000", at_least(0), kHigh, kReadOnly, kNotMeaningful,
     "How often a snapshot of the metadata log is written."},
    {"metadata.log.segment.bytes", kInt, "1073741824", at_least(8388608), kHigh, kReadOnly, kNotMeaningful,
     "Segment size of the metadata log."},
    {"metadata.log.segment.ms", kLong, "604800000", kAnything, kHigh, kReadOnly, kNotMeaningful,
     "After how long the metadata log begins a new segment."},
    {"metadata.max.idle.interval.ms", kInt, "500", at_least(0), kLow, kReadOnly, kNotMeaningful,
     "How often a KRaft leader writes to an idle metadata log."},
    {"metadata.max.retention.bytes", kLong, "104857600", kAnything, kHigh, kReadOnly, kNotMeaningful,
     "How large the metadata log and its snapshots may become."},
    {"metadata.max.retention.ms", kLong, "604800000", kAnything, kHigh, kReadOnly, kNotMeaningful,
     "How long the metadata log and its snapshots are kept."},
    {"node.id", kInt, "1", at_least(0), kHigh, kReadOnly, kActs,
     "The number of this node, unique in its cluster."},
    {"process.roles", kList, "broker,controller", filled_list("broker, controller"), kHigh, kReadOnly, kActs,
     "The KRaft roles of this node; it must be a broker, and always has a controller embedded."},
    {"server.max.startup.time.ms", kLong, "9223372036854775807", at_least(0), kMedium, kReadOnly, kAccepted,
     "How long a start may take at most.", kHidden},
};

}  // namespace

std::span<const ConfigKey> table::kraft_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
