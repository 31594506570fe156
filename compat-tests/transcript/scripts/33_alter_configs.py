"""AlterConfigs, key 33: what is not named goes back to its default."""
from alterations import BROKER, GROUP, LOGGER, METRICS, OF_THE_BROKER, TOPIC, UNKNOWN, kinds


def asked(player, step, version, *resources, validate_only=True):
    player.ask(step, "AlterConfigs", version, ValidateOnly=validate_only, Resources=[
        {"ResourceType": kind, "ResourceName": name, "Configs": [{"Name": key, "Value": value} for key, value in configs]} for kind, name, configs in resources])
    player.note_texts(f"{step}: the words", "AlterConfigs", version)


def described(player, step, kind, name, keys):
    player.ask(step, "DescribeConfigs", player.last("DescribeConfigs"), Resources=[{"ResourceType": kind, "ResourceName": name, "ConfigurationKeys": keys}])


def values(player, version):
    for kind, name, keys in kinds(player, player.named("altered")):
        for key, tried in keys.items():
            for value in [*tried, None]:
                asked(player, f"{kind} {key}={value}", version, (kind, name, [(key, value)]))
    for key, tried in OF_THE_BROKER.items():
        for value in tried:
            asked(player, f"of the broker: {key}={value}", version, (BROKER, str(player.node_id), [(key, value)]))


def play(player):
    player.topic("altered")
    topic, node = player.named("altered"), str(player.node_id)
    for version in player.versions("AlterConfigs"):
        asked(player, "nothing", version)
        asked(player, "no keys", version, (TOPIC, topic, []))
        asked(player, "a key that is none", version, (TOPIC, topic, [("no.such.key", "1")]))
        asked(player, "an empty key", version, (TOPIC, topic, [("", "1")]))
        asked(player, "a key twice", version, (TOPIC, topic, [("retention.ms", "1"), ("retention.ms", "2")]))
        asked(player, "a topic twice", version, (TOPIC, topic, [("retention.ms", "1")]), (TOPIC, topic, [("retention.ms", "2")]))
        asked(player, "an unknown topic", version, (TOPIC, player.named("nowhere"), [("retention.ms", "1")]))
        asked(player, "a bad topic name", version, (TOPIC, "a b", [("retention.ms", "1")]))
        asked(player, "an empty topic name", version, (TOPIC, "", [("retention.ms", "1")]))
        asked(player, "a kind that is none", version, (77, "x", [("a", "b")]))
        asked(player, "nothing known", version, (UNKNOWN, "x", [("a", "b")]))
        asked(player, "a broker that is no number", version, (BROKER, "one", [("log.retention.ms", "1")]))
        asked(player, "another broker", version, (BROKER, str(player.node_id + 70), [("log.retention.ms", "1")]))
        asked(player, "all brokers", version, (BROKER, "", [("log.retention.ms", "1")]))
        asked(player, "a logger", version, (LOGGER, node, [("kafka", "DEBUG")]))
        asked(player, "an empty group name", version, (GROUP, "", [("share.session.timeout.ms", "45000")]))
        asked(player, "an empty subscription name", version, (METRICS, "", [("interval.ms", "1000")]))
        asked(player, "one good, one bad", version, (TOPIC, topic, [("retention.ms", "1")]), (TOPIC, player.named("nowhere"), [("retention.ms", "1")]))
        asked(player, "for real", version, (TOPIC, topic, [("retention.ms", "9000000"), ("segment.bytes", "1048576")]), validate_only=False)
        described(player, f"set by version {version}", TOPIC, topic, ["retention.ms", "segment.bytes"])
        asked(player, "another one for real", version, (TOPIC, topic, [("retention.bytes", "9000000")]), validate_only=False)
        described(player, f"set again by version {version}", TOPIC, topic, ["retention.ms", "segment.bytes", "retention.bytes"])
        asked(player, "none for real", version, (TOPIC, topic, []), validate_only=False)
        described(player, f"left by version {version}", TOPIC, topic, ["retention.ms", "segment.bytes", "retention.bytes"])
    values(player, player.last("AlterConfigs"))
