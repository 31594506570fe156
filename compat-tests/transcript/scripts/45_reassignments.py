"""AlterPartitionReassignments (45) and ListPartitionReassignments (46), where there is one broker."""


def alters(player, version):
    node = player.node_id

    def asked(step, *topics, timeout_ms=5000, **fields):
        player.ask(step, "AlterPartitionReassignments", version, TimeoutMs=timeout_ms, **fields, Topics=[
            {"Name": player.named(name) if name else "", "Partitions": [
                {"PartitionIndex": index, "Replicas": replicas} for index, replicas in partitions]} for name, partitions in topics])
        player.note_texts(f"{step}, in words", "AlterPartitionReassignments", version)

    asked("to where it is", ("reassigned", [(0, [node])]))
    asked("one fine, one not, one that is none", ("reassigned", [(0, [node]), (1, [node + 70]), (5, [node]), (-1, [node])]))
    asked("an unknown topic, one without a name", ("nowhere", [(0, [node])]), ("", [(0, [node])]))
    asked("an unknown topic to nobody", ("nowhere", [(0, [])]))
    asked("to nobody", ("reassigned", [(0, [])]))
    asked("twice to a broker", ("reassigned", [(0, [node, node])]))
    asked("to an unknown one as well", ("reassigned", [(0, [node, node + 70])]))
    asked("twice to an unknown one", ("reassigned", [(0, [node + 70, node + 70])]))
    asked("to a negative broker", ("reassigned", [(0, [-1])]))
    asked("cancelled", ("reassigned", [(0, None), (5, None)]), ("nowhere", [(0, None)]))
    asked("one twice", ("reassigned", [(0, [node]), (0, [node])]), ("reassigned", [(1, [node])]))
    asked("no partition", ("reassigned", []))
    asked("none")
    asked("without time", ("reassigned", [(0, [node])]), timeout_ms=0)
    if version >= 1:
        asked("of the same size", ("reassigned", [(0, [node])]), AllowReplicationFactorChange=False)


def lists(player, version):
    def asked(step, topics):
        player.ask(step, "ListPartitionReassignments", version, TimeoutMs=5000, Topics=topics and [
            {"Name": player.named(name), "PartitionIndexes": partitions} for name, partitions in topics])

    asked("all", None)
    asked("of none", [])
    asked("of a partition and one that is none", [("reassigned", [0, 77])])
    asked("of an unknown topic", [("nowhere", [0])])


def play(player):
    player.topic("reassigned", 2)
    for version in player.versions("AlterPartitionReassignments"):
        alters(player, version)
    for version in player.versions("ListPartitionReassignments"):
        lists(player, version)
