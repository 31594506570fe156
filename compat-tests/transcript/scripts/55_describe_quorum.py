"""DescribeQuorum, key 55. What grows with a broker's age, and how its quorum is reached, is its own."""
METADATA = "__cluster_metadata"
OWN = ("LeaderEpoch", "HighWatermark", "LogEndOffset", "LastFetchTimestamp", "LastCaughtUpTimestamp")


def level(value):
    """Numbers of the broker's own become the fact that they are there."""
    if isinstance(value, dict):
        return {name: "a number" if name in OWN and isinstance(item, int) and item > 0 else level(item) for name, item in value.items()}
    return [level(item) for item in value] if isinstance(value, list) else value


def play(player):
    for version in player.versions("DescribeQuorum"):
        def asked(step, *topics):
            player.ask(step, "DescribeQuorum", version, Topics=[
                {"TopicName": name, "Partitions": [{"PartitionIndex": index} for index in partitions]} for name, partitions in topics])
            outcome = player.entries[-1]["outcome"] = level(player.entries[-1]["outcome"])
            for node in outcome.get("Nodes", []):
                node["Listeners"] = "some" if node["Listeners"] else "none"

        asked("usual", (METADATA, [0]))
        asked("none")
        asked("another topic", ("elected", [0]))
        asked("another partition", (METADATA, [1]))
        asked("two partitions", (METADATA, [0, 1]))
        asked("no partition", (METADATA, []))
        asked("two topics", (METADATA, [0]), ("elected", [0]))
