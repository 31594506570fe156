#include "metadata/config/config_table.h"

/// Listeners, connections, requests and client quotas.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"advertised.listeners", kList, kNull, filled_list(), kHigh, kReadOnly, kActs,
     "The addresses that clients are told to connect to, NAME://host:port each; the listeners "
     "themselves where it is not given."},
    {"alter.log.dirs.replication.quota.window.num", kInt, "11", at_least(1), kLow, kReadOnly, kAccepted,
     "Samples kept for the quota on moving replicas between log directories."},
    {"alter.log.dirs.replication.quota.window.size.seconds", kInt, "1", at_least(1), kLow, kReadOnly,
     kAccepted, "Length of a sample of the quota on moving replicas between log directories."},
    {"client.quota.callback.class", kClass, kNull, kAnything, kLow, kReadOnly, kNotMeaningful,
     "A Java class that decides client quotas; there is no Java here."},
    {"connection.failed.authentication.delay.ms", kInt, "100", at_least(0), kLow, kReadOnly, kAccepted,
     "How long a connection whose authentication failed is kept open before it is closed, which slows "
     "guessing down."},
    {"connections.max.idle.ms", kLong, "600000", kAnything, kMedium, kReadOnly, kActs,
     "Connections that were silent for this long are closed."},
    {"connections.max.reauth.ms", kLong, "0", kAnything, kMedium, kReadOnly, kAccepted,
     "How long a SASL session lasts before its client has to authenticate again; 0 does not ask for "
     "it."},
    {"controller.quota.window.num", kInt, "11", at_least(1), kLow, kReadOnly, kActs,
     "Samples kept for the quotas on creating and deleting topics."},
    {"controller.quota.window.size.seconds", kInt, "1", at_least(1), kLow, kReadOnly, kActs,
     "Length of a sample of the quotas on creating and deleting topics."},
    {"early.start.listeners", kList, kNull, list(), kHigh, kReadOnly, kAccepted,
     "The listeners that open before the authorizer is ready."},
    {"fetch.max.bytes", kInt, "57671680", at_least(1024), kMedium, kReadOnly, kActs,
     "The most that a Fetch answer holds, apart from a single batch that is larger."},
    {"inter.broker.listener.name", kString, kNull, kAnything, kMedium, kReadOnly, kAccepted,
     "The listener that brokers use among themselves; security.inter.broker.protocol may name it "
     "instead."},
    {"listener.security.protocol.map", kString,
     "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT", kAnything, kLow,
     kReadOnly, kActs, "Which security protocol each listener name speaks, as NAME:PROTOCOL pairs."},
    {"listeners", kList, "PLAINTEXT://:9092", filled_list(), kHigh, kReadOnly, kActs,
     "The addresses to listen on, NAME://host:port each; an empty host is every address."},
    {"max.connection.creation.rate", kInt, "2147483647", at_least(0), kMedium, kClusterWide, kActs,
     "How many connections a second are accepted."},
    {"max.connections", kInt, "20000", at_least(0), kMedium, kClusterWide, kActs,
     "How many connections may be open at a time."},
    {"max.connections.per.ip", kInt, "2000", at_least(0), kMedium, kClusterWide, kActs,
     "How many connections may be open at a time from one address. The default does not hold for this "
     "machine's own."},
    {"max.connections.per.ip.overrides", kString, "", kAnything, kMedium, kClusterWide, kActs,
     "Limits of their own for some addresses, as host:count pairs. A host name stands for the addresses that "
     "it has when the broker reads it."},
    {"max.incremental.fetch.session.cache.slots", kInt, "1000", at_least(0), kMedium, kReadOnly, kActs,
     "How many incremental fetch sessions are kept."},
    {"max.request.partition.size.limit", kInt, "2000", at_least(1), kMedium, kReadOnly, kActs,
     "How many partitions one DescribeTopicPartitions answer may hold."},
    {"num.io.threads", kInt, "8", at_least(1), kHigh, kClusterWide, kAccepted,
     "Threads for work that blocks, such as disk reads and syncs."},
    {"num.network.threads", kInt, "3", at_least(1), kHigh, kReadOnly, kActs,
     "Threads that serve connections."},
    {"queued.max.request.bytes", kLong, "-1", kAnything, kMedium, kReadOnly, kActs,
     "Memory for requests that are read and not yet answered; -1 leaves it to "
     "moldau.request.memory.bytes."},
    {"queued.max.requests", kInt, "500", at_least(1), kHigh, kReadOnly, kNotMeaningful,
     "Requests that may queue between network and I/O threads; there is no such queue, as a request is "
     "served by the thread that read it."},
    {"quota.window.num", kInt, "11", at_least(1), kLow, kReadOnly, kActs, "Samples kept for client quotas."},
    {"quota.window.size.seconds", kInt, "1", at_least(1), kLow, kReadOnly, kActs,
     "Length of a sample of client quotas."},
    {"request.timeout.ms", kInt, "30000", kAnything, kHigh, kReadOnly, kAccepted,
     "How long a request between brokers may take."},
    {"socket.connection.setup.timeout.max.ms", kLong, "30000", kAnything, kMedium, kReadOnly, kAccepted,
     "Longest wait for a connection to another broker to be set up, after retries."},
    {"socket.connection.setup.timeout.ms", kLong, "10000", kAnything, kMedium, kReadOnly, kAccepted,
     "How long the first try to connect to another broker may take."},
    {"socket.listen.backlog.size", kInt, "50", at_least(1), kMedium, kReadOnly, kActs,
     "Connections that the system holds until they are accepted."},
    {"socket.receive.buffer.bytes", kInt, "102400", kAnything, kHigh, kReadOnly, kActs,
     "Receive buffer of a client's socket; -1 leaves it to the system."},
    {"socket.request.max.bytes", kInt, "104857600", at_least(1), kHigh, kReadOnly, kActs,
     "The largest request that is read."},
    {"socket.send.buffer.bytes", kInt, "102400", kAnything, kHigh, kReadOnly, kActs,
     "Send buffer of a client's socket; -1 leaves it to the system."},
    {"unstable.api.versions.enable", kBoolean, "false", kAnything, kHigh, kReadOnly, kAccepted,
     "Serve versions of requests that are not final yet.", kHidden},
    {"unstable.feature.versions.enable", kBoolean, "false", kAnything, kHigh, kReadOnly, kAccepted,
     "Allow versions of features that are not final yet.", kHidden},
};

}  // namespace

std::span<const ConfigKey> table::network_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
