"""DescribeLogDirs, key 35."""
from batches import batch


def play(player):
    player.topic("in-dirs", 2)
    player.produce("in-dirs", batch())
    for version in player.versions("DescribeLogDirs"):
        def asked(step, topics):
            player.ask(step, "DescribeLogDirs", version, Topics=topics and [
                {"Topic": player.named(name), "Partitions": partitions} for name, partitions in topics])

        asked("a topic", [("in-dirs", [0, 1])])
        asked("a partition, one twice and one that is none", [("in-dirs", [0, 0, 9])])
        asked("no partition", [("in-dirs", [])])
        asked("an unknown topic", [("nowhere", [0])])
        asked("none", [])
