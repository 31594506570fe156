"""AlterReplicaLogDirs, key 34, of a broker with one log directory: whoever moves, stays."""
from batches import batch


def play(player):
    player.topic("to-move", 2)
    player.produce("to-move", batch())
    here = player.quiet("DescribeLogDirs", player.last("DescribeLogDirs"), Topics=None)["Results"][0]["LogDir"]
    for version in player.versions("AlterReplicaLogDirs"):
        def asked(step, *dirs):
            player.ask(step, "AlterReplicaLogDirs", version, Dirs=[
                {"Path": path, "Topics": [{"Name": name and player.named(name), "Partitions": partitions} for name, partitions in topics]}
                for path, topics in dirs])

        asked("nothing")
        asked("no topic", (here, []))
        asked("no partition", (here, [("to-move", [])]))
        asked("to where it is", (here, [("to-move", [0, 1])]))
        asked("a partition twice", (here, [("to-move", [0, 0])]))
        asked("an unknown partition and one below 0", (here, [("to-move", [0, 9, -1])]))
        asked("an unknown topic", (here, [("nowhere", [0])]))
        asked("a topic without a name", (here, [("", [0])]))
        asked("a directory that is none", ("/no/such/dir", [("to-move", [0])]))
        asked("a directory that is none, for an unknown topic", ("/no/such/dir", [("nowhere", [0])]))
        asked("a relative one", ("data", [("to-move", [0])]))
        asked("one with a slash too many", (here + "/", [("to-move", [0])]))
        asked("an empty one", ("", [("to-move", [0])]))
        asked("two, of which the last is none", (here, [("to-move", [0])]), ("/no/such/dir", [("to-move", [0])]))
        asked("two, of which the first is none", ("/no/such/dir", [("to-move", [0])]), (here, [("to-move", [0])]))
        player.ask("where they are", "DescribeLogDirs", player.last("DescribeLogDirs"), Topics=[{"Topic": player.named("to-move"), "Partitions": [0, 1]}])
