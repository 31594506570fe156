"""CreateTopics, key 19."""


def asked(player, version, step, topic, validate_only=False, **fields):
    wanted = {"Name": player.named(topic), "NumPartitions": 1, "ReplicationFactor": 1} | fields
    player.ask(step, "CreateTopics", version, TimeoutMs=10000, Topics=[wanted], ValidateOnly=validate_only)


def configs(**values):
    return [{"Name": key.replace("_", "."), "Value": value} for key, value in values.items()]


def assigned(*replicas):
    return [{"PartitionIndex": index, "BrokerIds": brokers} for index, brokers in enumerate(replicas)]


def good_ones(player, version):
    asked(player, version, "usual", f"create-{version}", NumPartitions=3)
    asked(player, version, "existing", f"create-{version}")
    asked(player, version, "with configs", f"create-configs-{version}",
          Configs=configs(retention_ms="1000", cleanup_policy="compact,delete", min_cleanable_dirty_ratio="0.25", compression_type="zstd"))
    if version >= 5:  # which are the first to answer with configs
        asked(player, version, "configs in other words", f"create-words-{version}",
              Configs=configs(retention_ms=" 01000 ", cleanup_policy=" compact , delete", min_cleanable_dirty_ratio=" .25", preallocate="FALSE"))
    asked(player, version, "only validated", f"create-validated-{version}", validate_only=True)
    asked(player, version, "validated when existing", f"create-{version}", validate_only=True)
    asked(player, version, "assigned", f"create-assigned-{version}", NumPartitions=-1, ReplicationFactor=-1,
          Assignments=assigned([player.node_id], [player.node_id]))
    if version >= 4:
        asked(player, version, "with the broker's defaults", f"create-default-{version}", NumPartitions=-1, ReplicationFactor=-1)


def bad_names(player, version):
    for bad in ("", ".", "..", "a b", "a/b", "a\0b", "ü", "x" * 250):
        player.ask(f"a bad name {bad[:10]!r}", "CreateTopics", version, TimeoutMs=10000, ValidateOnly=False,
                   Topics=[{"Name": bad, "NumPartitions": 1, "ReplicationFactor": 1}])
    asked(player, version, "a name with dots", f"create.dot.{version}")
    asked(player, version, "one that collides with it", f"create_dot.{version}")


def bad_numbers(player, version):
    asked(player, version, "no partitions", "bad", NumPartitions=0)
    asked(player, version, "minus two partitions", "bad", NumPartitions=-2)
    asked(player, version, "no replicas", "bad", ReplicationFactor=0)
    asked(player, version, "more replicas than brokers", "bad", ReplicationFactor=3)
    asked(player, version, "minus two replicas", "bad", ReplicationFactor=-2)
    asked(player, version, "no partitions, validated", "bad", validate_only=True, NumPartitions=0)


def bad_configs(player, version):
    for name, value in [("no.such.config", "1"), ("retention.ms", "soon"), ("retention.ms", ""), ("retention.ms", None), ("cleanup.policy", "burn"),
                        ("compression.type", "rar"), ("segment.bytes", "1"), ("min.insync.replicas", "0"), ("max.message.bytes", "-1"),
                        ("min.cleanable.dirty.ratio", "2"), ("message.timestamp.type", "Never"), ("", "x"), ("retention.bytes", "99999999999999999999")]:
        asked(player, version, f"config {name}={value}", "bad", Configs=[{"Name": name, "Value": value}])
    asked(player, version, "a config twice", "bad-twice", validate_only=True, Configs=configs(retention_ms="1") + configs(retention_ms="2"))
    asked(player, version, "a bad config, validated", "bad", validate_only=True, Configs=configs(retention_ms="soon"))


def bad_assignments(player, version):
    node, automatic = player.node_id, {"NumPartitions": -1, "ReplicationFactor": -1}
    asked(player, version, "assigned to an unknown broker", "bad", Assignments=assigned([node + 70]), **automatic)
    asked(player, version, "assigned twice to a broker", "bad", Assignments=assigned([node, node]), **automatic)
    asked(player, version, "assigned to none", "bad", Assignments=assigned([]), **automatic)
    asked(player, version, "assigned with a gap", "bad", Assignments=[{"PartitionIndex": 0, "BrokerIds": [node]}, {"PartitionIndex": 2, "BrokerIds": [node]}],
          **automatic)
    asked(player, version, "assigned from one on", "bad", Assignments=[{"PartitionIndex": 1, "BrokerIds": [node]}], **automatic)
    asked(player, version, "a partition assigned twice", "bad",
          Assignments=[{"PartitionIndex": 0, "BrokerIds": [node]}, {"PartitionIndex": 0, "BrokerIds": [node]}], **automatic)
    asked(player, version, "assigned and counted", "bad", NumPartitions=1, ReplicationFactor=-1, Assignments=assigned([node]))
    asked(player, version, "unevenly assigned", "bad", Assignments=assigned([node], [node, node + 70]), **automatic)


def several(player, version):
    one = {"NumPartitions": 1, "ReplicationFactor": 1}
    name = player.named(f"create-twice-{version}")
    player.ask("none", "CreateTopics", version, TimeoutMs=10000, Topics=[], ValidateOnly=False)
    player.ask("a name twice, and another", "CreateTopics", version, TimeoutMs=10000, ValidateOnly=False,
               Topics=[{"Name": name} | one, {"Name": name} | one, {"Name": player.named(f"create-beside-{version}")} | one])
    player.ask("a good and a bad", "CreateTopics", version, TimeoutMs=10000, ValidateOnly=False,
               Topics=[{"Name": player.named(f"create-good-{version}")} | one, {"Name": player.named("bad"), "NumPartitions": 0, "ReplicationFactor": 1}])


def play(player):
    for version in player.versions("CreateTopics"):
        good_ones(player, version)
        bad_names(player, version)
        bad_numbers(player, version)
        bad_configs(player, version)
        bad_assignments(player, version)
        several(player, version)
