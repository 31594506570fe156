"""What the scripts of AlterConfigs and IncrementalAlterConfigs share: keys with values that fit, or do not."""

UNKNOWN, TOPIC, BROKER, LOGGER, METRICS, GROUP = 0, 2, 4, 8, 16, 32
NUMBERS = ["-9223372036854775809", "-9223372036854775808", "-2147483649", "-2", "-1", "0", "1", "13", "14", "1000", "1048576", "2147483647", "2147483648",
           "9223372036854775807", "9223372036854775808", "1.5", " 7 ", "+7", "0x10", "1e3", "1L", "seven", "", " "]
REALS = ["-0.1", "0", "0.5", " .5 ", "1", "1.0001", "1e-3", "0.5d", "NaN", "Infinity", "half", ""]
FLAGS = ["true", "false", "TRUE", " false ", "yes", "1", ""]
REPLICAS = ["*", "", "0:1", "0:1,1:2", "0:1, 1:2", "none", "0", "0:1:2", "a:b", "*,0:1"]
OF_TOPICS = {
    "cleanup.policy": ["delete", "compact", "compact,delete", " delete , compact ", "delete,delete", "none", "", "Delete", "delete,none", ","],
    "compression.type": ["producer", "uncompressed", "gzip", "snappy", "lz4", "zstd", "none", "ZSTD", " zstd", ""],
    "compression.gzip.level": ["-1", "0", "1", "9", "10", "best"],
    "compression.lz4.level": ["0", "1", "17", "18"],
    "compression.zstd.level": ["-131073", "-131072", "0", "22", "23"],
    "message.timestamp.type": ["CreateTime", "LogAppendTime", "createtime", "NoTimestampType", ""],
    "min.cleanable.dirty.ratio": REALS,
    "leader.replication.throttled.replicas": REPLICAS,
    "follower.replication.throttled.replicas": REPLICAS,
    **{key: FLAGS for key in ("preallocate", "unclean.leader.election.enable", "remote.storage.enable", "remote.log.copy.disable", "remote.log.delete.on.disable")},
    **{key: NUMBERS for key in ("delete.retention.ms", "file.delete.delay.ms", "flush.messages", "flush.ms", "index.interval.bytes", "local.retention.bytes",
                                "local.retention.ms", "max.compaction.lag.ms", "max.message.bytes", "message.timestamp.after.max.ms",
                                "message.timestamp.before.max.ms", "min.compaction.lag.ms", "min.insync.replicas", "retention.bytes", "retention.ms",
                                "segment.bytes", "segment.index.bytes", "segment.jitter.ms", "segment.ms")},
}
OF_GROUPS = {
    "share.auto.offset.reset": ["earliest", "latest", "by_duration:PT1H", "by_duration:PT-1H", "by_duration:", "none", "Latest", ""],
    "share.isolation.level": ["read_committed", "read_uncommitted", "READ_COMMITTED", "none", ""],
    **{key: NUMBERS for key in ("consumer.session.timeout.ms", "consumer.heartbeat.interval.ms", "share.session.timeout.ms", "share.heartbeat.interval.ms",
                                "share.record.lock.duration.ms", "share.delivery.count.limit", "share.partition.max.record.locks",
                                "streams.session.timeout.ms", "streams.heartbeat.interval.ms", "streams.num.standby.replicas")},
}
OF_METRICS = {
    "metrics": ["*", "", "org.apache.kafka.", "a,b", " a , b ", ","],
    "interval.ms": ["99", "100", "3600000", "3600001", "often", ""],
    "match": ["client_id=a", "client_id=[", "client_id", "client_id=a,client_id=b", "no_such=a", "client_software_name=.*,client_software_version=1.*", ""],
}
OF_THE_BROKER = {
    "log.retention.ms": ["-2", "-1", "0", "1", "long"],
    "log.cleaner.threads": ["0", "1", "2", "3"],
    "num.io.threads": ["0", "1", "7"],
    "message.max.bytes": ["-1", "0", "1", "1048588"],
    "compression.type": ["zstd", "none"],
    "log.cleanup.policy": ["delete", "compact", "none"],
    "max.connections": ["-1", "0", "100"],
    "max.connections.per.ip.overrides": ["127.0.0.1:9", "127.0.0.1", "a b:1", "127.0.0.1:x", ""],
    "num.partitions": ["3"],
    "log.dirs": ["/elsewhere"],
    "node.id": ["7"],
    "no.such.key": ["a"],
    "ssl.keystore.password": ["secret"],
    "unclean.leader.election.enable": FLAGS,
}


def kinds(player, name):
    """Resource type, name, and the keys with values to try: nothing of it is kept but of what is of the player's own."""
    return [(TOPIC, name, OF_TOPICS), (GROUP, name, OF_GROUPS), (METRICS, name, OF_METRICS)]
