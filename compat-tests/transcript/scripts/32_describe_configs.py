"""DescribeConfigs, key 32."""

UNKNOWN, TOPIC, BROKER = 0, 2, 4
SOME_OF_A_TOPIC = ["retention.ms", "cleanup.policy", "max.message.bytes", "compression.type", "segment.bytes", "min.insync.replicas"]
SOME_OF_A_BROKER = ["log.retention.hours", "num.partitions", "message.max.bytes", "auto.create.topics.enable", "compression.type",
                    "offsets.retention.minutes", "group.max.session.timeout.ms"]


def asked(player, version, step, *resources, **options):
    player.ask(step, "DescribeConfigs", version, Resources=[
        {"ResourceType": kind, "ResourceName": name, "ConfigurationKeys": keys} for kind, name, keys in resources], **options)


def play(player):
    player.topic("configs", retention_ms="1234567", cleanup_policy="compact", max_message_bytes="2000")
    topic, node = player.named("configs"), str(player.node_id)
    for version in player.versions("DescribeConfigs"):
        asked(player, version, "all of a topic", (TOPIC, topic, None))
        asked(player, version, "some of a topic", (TOPIC, topic, SOME_OF_A_TOPIC))
        asked(player, version, "some with synonyms", (TOPIC, topic, SOME_OF_A_TOPIC), IncludeSynonyms=True)
        if version >= 3:
            asked(player, version, "some with documentation", (TOPIC, topic, SOME_OF_A_TOPIC), IncludeDocumentation=True)
        asked(player, version, "keys that are none", (TOPIC, topic, ["no.such.key"]))
        asked(player, version, "an empty list of keys", (TOPIC, topic, []))
        asked(player, version, "an unknown topic", (TOPIC, player.named("nowhere"), None))
        asked(player, version, "a bad topic name", (TOPIC, "a b", None))
        asked(player, version, "an empty topic name", (TOPIC, "", None))
        asked(player, version, "some of the broker", (BROKER, node, SOME_OF_A_BROKER), IncludeSynonyms=True)
        asked(player, version, "of another broker", (BROKER, str(player.node_id + 70), SOME_OF_A_BROKER))
        asked(player, version, "of a broker that is no number", (BROKER, "one", SOME_OF_A_BROKER))
        asked(player, version, "of all brokers", (BROKER, "", SOME_OF_A_BROKER))
        asked(player, version, "of nothing known", (UNKNOWN, "x", None))
        asked(player, version, "of a kind that is none", (77, "x", None))
        asked(player, version, "none")
        asked(player, version, "two", (TOPIC, topic, ["retention.ms"]), (BROKER, node, ["num.partitions"]))
