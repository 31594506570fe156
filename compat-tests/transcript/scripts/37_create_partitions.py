"""CreatePartitions, key 37."""


def asked(player, version, step, topic, count, assignments=None, validate_only=False):
    player.ask(step, "CreatePartitions", version, TimeoutMs=10000, ValidateOnly=validate_only, Topics=[
        {"Name": player.named(topic), "Count": count, "Assignments": assignments and [{"BrokerIds": brokers} for brokers in assignments]}])


def play(player):
    for version in player.versions("CreatePartitions"):
        topic = f"partitions-{version}"
        player.topic(topic, 2)
        node = player.node_id
        asked(player, version, "only validated", topic, 4, validate_only=True)
        for count in (2, 1, 0, -1):
            asked(player, version, f"from two to {count}", topic, count)
        asked(player, version, "an unknown topic", "nowhere", 3)
        asked(player, version, "an empty name", "", 3)
        asked(player, version, "assigned to an unknown broker", topic, 3, [[node + 70]])
        asked(player, version, "too few assigned", topic, 4, [[node]])
        asked(player, version, "too many assigned", topic, 3, [[node], [node]])
        asked(player, version, "assigned to none", topic, 3, [[]])
        asked(player, version, "assigned twice to a broker", topic, 3, [[node, node]])
        player.ask("none", "CreatePartitions", version, TimeoutMs=10000, ValidateOnly=False, Topics=[])
        twice = {"Name": player.named(topic), "Count": 5, "Assignments": None}
        player.ask("one twice", "CreatePartitions", version, TimeoutMs=10000, ValidateOnly=False, Topics=[twice, twice])
        asked(player, version, "usual", topic, 3)
        asked(player, version, "assigned", topic, 5, [[node], [node]])
        player.until(lambda: player.usable(topic, 5), "five partitions")
        player.ask("metadata of it", "Metadata", 9, Topics=[{"Name": player.named(topic)}], AllowAutoTopicCreation=False)
