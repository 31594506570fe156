#include "metadata/config/config_table.h"

/// What Kafka has no key for: the limits that hold unless an operator changes them.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"moldau.advertised.gateway.host", kString, kNull, kAnything, kMedium, kReadOnly, kActs,
     "The host that clients are told where nothing is advertised and they come from this machine's default "
     "gateway. In a container that is the machine around it, which reaches published ports at localhost."},
    {"moldau.decompression.free.bytes", kLong, "16777216", at_least(0), kMedium, kReadOnly, kActs,
     "What a compressed batch may expand to, whatever its ratio."},
    {"moldau.decompression.max.bytes", kLong, "134217728", at_least(1), kMedium, kReadOnly, kActs,
     "The most that a compressed batch may expand to."},
    {"moldau.decompression.max.ratio", kInt, "2000", at_least(1), kMedium, kReadOnly, kActs,
     "How many times its size a compressed batch may expand to, moldau.decompression.free.bytes apart."},
    {"moldau.events.max.each", kInt, "100", at_least(0), kLow, kReadOnly, kActs,
     "How many events of one group, partition and so on are kept for `moldau why`."},
    {"moldau.events.memory.bytes", kLong, "8388608", at_least(0), kLow, kReadOnly, kActs,
     "Memory for all events that are kept for `moldau why`, a quarter of it for clients' connections; the "
     "oldest make room."},
    {"moldau.fetch.session.max.partitions", kInt, "100000", at_least(1), kMedium, kReadOnly, kActs,
     "How many partitions one fetch session may hold, and one Fetch request may name."},
    {"moldau.fetch.sessions.max.partitions", kInt, "1000000", at_least(1), kMedium, kReadOnly, kActs,
     "How many partitions all fetch sessions together may hold; who finds no room fetches without one."},
    {"moldau.first.frame.timeout.ms", kInt, "10000", at_least(1), kMedium, kReadOnly, kActs,
     "How long a new connection may take until its first request has arrived."},
    {"moldau.http.listeners", kList, "http://127.0.0.1:9404", list(), kMedium, kReadOnly, kActs,
     "Where metrics, health and the read-only API are served, as http://host:port; empty for nowhere. Nobody "
     "is asked who they are, so that the default is this machine alone."},
    {"moldau.http.max.connections", kInt, "64", at_least(1), kLow, kReadOnly, kActs,
     "How many connections moldau.http.listeners serve at a time."},
    {"moldau.http.timeout.ms", kInt, "10000", at_least(1), kLow, kReadOnly, kActs,
     "How long a client of moldau.http.listeners may take to send a request, and to take an answer."},
    {"moldau.max.client.quotas", kInt, "100000", at_least(1), kMedium, kReadOnly, kActs,
     "How many users, client ids and addresses may have quotas."},
    {"moldau.max.in.flight.produce.requests", kInt, "32", between(1, 1000), kMedium, kReadOnly, kActs,
     "How many Produce requests of one connection may be appended and not yet answered."},
    {"moldau.max.quota.sensors", kInt, "65536", at_least(16), kMedium, kReadOnly, kActs,
     "How many clients' use of their quotas is remembered; who was idle for longest is forgotten first."},
    {"moldau.max.scram.users", kInt, "100000", at_least(1), kMedium, kReadOnly, kActs,
     "How many users may have SCRAM credentials."},
    {"moldau.metrics.max.client.metrics", kInt, "10000", at_least(0), kLow, kReadOnly, kActs,
     "How many of the metrics that clients push the metrics show; a client whose metrics do not fit any more "
     "is left out."},
    {"moldau.metrics.max.partitions", kInt, "10000", at_least(0), kLow, kReadOnly, kActs,
     "Series by partition are left out of the metrics where they would be more."},
    {"moldau.request.max.elements", kInt, "1000000", at_least(1000), kMedium, kReadOnly, kActs,
     "How many topics, partitions, members and so on one request may name together; a connection that sends "
     "more is closed."},
    {"moldau.request.memory.bytes", kLong, "268435456", at_least(1048576), kMedium, kReadOnly, kActs,
     "Memory for requests that are read and not yet answered; a full budget stops reading."},
    {"moldau.request.min.bytes.per.second", kInt, "1024", at_least(0), kMedium, kReadOnly, kActs,
     "How fast a request has to come once its first bytes are there, over moldau.first.frame.timeout.ms; 0 "
     "is as slowly as it likes."},
    {"moldau.telemetry.max.clients", kInt, "16384", at_least(1), kMedium, kReadOnly, kActs,
     "How many clients are known that push their metrics; the one that was silent for longest makes room."},
    {"moldau.telemetry.max.metrics", kInt, "10000", at_least(1), kMedium, kReadOnly, kActs,
     "How many metrics one push may have, and are kept of one client."},
    {"moldau.telemetry.memory.bytes", kLong, "67108864", at_least(0), kMedium, kReadOnly, kActs,
     "Memory for the latest values of the metrics that clients push; what does not fit is not kept."},
};

}  // namespace

std::span<const ConfigKey> table::moldau_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
