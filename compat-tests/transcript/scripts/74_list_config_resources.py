"""ListConfigResources, key 74: in version 0 it lists subscriptions to clients' metrics alone."""
TOPIC, BROKER, LOGGER, METRICS, GROUP = 2, 4, 8, 16, 32


def own(player, answer):
    """Only what is the player's: a broker that others use has more."""
    return sorted([each["ResourceName"].replace(player.prefix, ""), each.get("ResourceType")] for each in answer.get("ConfigResources", [])
                  if each["ResourceName"] == player.named("listed-configs"))


def play(player):
    player.topic("listed-configs")
    name = player.named("listed-configs")
    alter = lambda kind, key, value: player.quiet("IncrementalAlterConfigs", 1, ValidateOnly=False, Resources=[
        {"ResourceType": kind, "ResourceName": name, "Configs": [{"Name": key, "ConfigOperation": 0, "Value": value}]}])
    alter(METRICS, "interval.ms", "5000")
    alter(GROUP, "consumer.session.timeout.ms", "46000")
    for version in player.versions("ListConfigResources"):
        for step, kinds in [("all", []), ("topics", [TOPIC]), ("metrics", [METRICS]), ("groups", [GROUP]), ("brokers", [BROKER]), ("loggers", [LOGGER]),
                            ("topics and groups", [TOPIC, GROUP]), ("topics twice", [TOPIC, TOPIC]), ("a kind that is none", [77]), ("nothing known", [0]),
                            ("one good, one bad", [TOPIC, 77])]:
            if version == 0 and kinds:
                continue
            fields = {"ResourceTypes": kinds} if version >= 1 else {}
            answer = player.quiet("ListConfigResources", version, "main", **fields)
            brokers = sorted(each["ResourceName"] == str(player.node_id) for each in answer["ConfigResources"] if each.get("ResourceType") in (BROKER, LOGGER))
            player.note(f"{step} of version {version}", "ListConfigResources", version, {"error": answer["ErrorCode"], "own": own(player, answer), "brokers": brokers})
