"""IncrementalAlterConfigs, key 44: sets, deletes, appends and subtracts."""
from alterations import BROKER, GROUP, LOGGER, METRICS, OF_THE_BROKER, TOPIC, UNKNOWN, kinds

SET, DELETE, APPEND, SUBTRACT = range(4)
KEYS = ["retention.ms", "cleanup.policy", "leader.replication.throttled.replicas"]


def asked(player, step, version, *resources, validate_only=True):
    player.ask(step, "IncrementalAlterConfigs", version, ValidateOnly=validate_only, Resources=[
        {"ResourceType": kind, "ResourceName": name, "Configs": [{"Name": key, "ConfigOperation": operation, "Value": value} for key, operation, value in configs]}
        for kind, name, configs in resources])
    player.note_texts(f"{step}: the words", "IncrementalAlterConfigs", version)


def described(player, step, kind, name, keys):
    player.ask(step, "DescribeConfigs", player.last("DescribeConfigs"), IncludeSynonyms=True,
               Resources=[{"ResourceType": kind, "ResourceName": name, "ConfigurationKeys": keys}])


def resources(player, version, topic, node):
    asked(player, "nothing", version)
    asked(player, "no keys", version, (TOPIC, topic, []))
    asked(player, "a key that is none", version, (TOPIC, topic, [("no.such.key", SET, "1")]))
    asked(player, "a key that is none goes", version, (TOPIC, topic, [("no.such.key", DELETE, None)]))
    asked(player, "an empty key", version, (TOPIC, topic, [("", SET, "1")]))
    asked(player, "a key twice", version, (TOPIC, topic, [("retention.ms", SET, "1"), ("retention.ms", SET, "2")]))
    asked(player, "a topic twice", version, (TOPIC, topic, [("retention.ms", SET, "1")]), (TOPIC, topic, [("retention.ms", SET, "2")]))
    asked(player, "an operation that is none", version, (TOPIC, topic, [("retention.ms", 9, "1")]))
    asked(player, "set to null", version, (TOPIC, topic, [("retention.ms", SET, None)]))
    asked(player, "append null", version, (TOPIC, topic, [("cleanup.policy", APPEND, None)]))
    asked(player, "append to no list", version, (TOPIC, topic, [("retention.ms", APPEND, "1")]))
    asked(player, "subtract from no list", version, (TOPIC, topic, [("retention.ms", SUBTRACT, "1")]))
    asked(player, "an unknown topic", version, (TOPIC, player.named("nowhere"), [("retention.ms", SET, "1")]))
    asked(player, "a bad topic name", version, (TOPIC, "a b", [("retention.ms", SET, "1")]))
    asked(player, "an empty topic name", version, (TOPIC, "", [("retention.ms", SET, "1")]))
    asked(player, "a kind that is none", version, (77, "x", [("a", SET, "b")]))
    asked(player, "nothing known", version, (UNKNOWN, "x", [("a", SET, "b")]))
    asked(player, "a broker that is no number", version, (BROKER, "one", [("log.retention.ms", SET, "1")]))
    asked(player, "another broker", version, (BROKER, str(player.node_id + 70), [("log.retention.ms", SET, "1")]))
    asked(player, "all brokers", version, (BROKER, "", [("log.retention.ms", SET, "1")]))
    asked(player, "a logger's level that is none", version, (LOGGER, node, [("root", SET, "LOUD")]))
    asked(player, "a logger that is none", version, (LOGGER, node, [("no.such.logger", SET, "DEBUG")]))
    asked(player, "a logger's level appended", version, (LOGGER, node, [("root", APPEND, "DEBUG")]))
    asked(player, "the root logger goes", version, (LOGGER, node, [("root", DELETE, None)]))
    asked(player, "another broker's logger", version, (LOGGER, str(player.node_id + 70), [("root", SET, "INFO")]))
    asked(player, "an empty group name", version, (GROUP, "", [("share.session.timeout.ms", SET, "45000")]))
    asked(player, "an empty subscription name", version, (METRICS, "", [("interval.ms", SET, "1000")]))
    asked(player, "one good, one bad", version, (TOPIC, topic, [("retention.ms", SET, "1")]), (TOPIC, player.named("nowhere"), [("retention.ms", SET, "1")]))


def for_real(player, version, topic):
    def alter(step, *configs):
        asked(player, step, version, (TOPIC, topic, list(configs)), validate_only=False)
        described(player, f"{step} with version {version}: left", TOPIC, topic, KEYS)

    alter("set", ("retention.ms", SET, "9000000"))
    alter("append", ("cleanup.policy", APPEND, "compact"))
    alter("append what is there", ("cleanup.policy", APPEND, "compact"))
    alter("subtract", ("cleanup.policy", SUBTRACT, "delete"))
    alter("subtract what is not there", ("cleanup.policy", SUBTRACT, "delete"))
    alter("subtract the last", ("cleanup.policy", SUBTRACT, "compact"))
    alter("append two", ("leader.replication.throttled.replicas", APPEND, "0:1,1:1"))
    alter("append with blanks", ("leader.replication.throttled.replicas", APPEND, " 2:1 "))
    alter("subtract one of them", ("leader.replication.throttled.replicas", SUBTRACT, "0:1"))
    alter("set and delete", ("cleanup.policy", DELETE, None), ("retention.ms", SET, "9000001"))
    alter("one bad of two", ("cleanup.policy", SET, "compact"), ("retention.ms", SET, "many"))
    alter("delete all", ("cleanup.policy", DELETE, None), ("retention.ms", DELETE, "ignored"), ("leader.replication.throttled.replicas", DELETE, None))
    alter("delete what is not there", ("cleanup.policy", DELETE, None))


def values(player, version):
    for kind, name, keys in kinds(player, player.named("appended")):
        for key, tried in keys.items():
            for value in tried:
                asked(player, f"{kind} {key}={value}", version, (kind, name, [(key, SET, value)]))
    for key, tried in OF_THE_BROKER.items():
        for value in tried:
            asked(player, f"of the broker: {key}={value}", version, (BROKER, str(player.node_id), [(key, SET, value)]))
            asked(player, f"of all brokers: {key}={value}", version, (BROKER, "", [(key, SET, value)]))


def play(player):
    player.topic("appended")
    topic, node = player.named("appended"), str(player.node_id)
    for version in player.versions("IncrementalAlterConfigs"):
        resources(player, version, topic, node)
        for_real(player, version, topic)
    values(player, player.last("IncrementalAlterConfigs"))
