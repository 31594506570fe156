"""DeleteRecords, key 21: where a log starts from then on."""
from batches import batch


def play(player):
    for version in player.versions("DeleteRecords"):
        topic, compacted, both = (f"deleted-{kind}-{version}" for kind in ("records", "compacted", "both"))
        player.topic(topic, 2)
        player.topic(compacted, cleanup_policy="compact")
        player.topic(both, cleanup_policy="compact,delete")
        for _ in range(3):
            player.produce(topic, batch())

        def asked(step, *partitions, name=topic, timeout_ms=3000):
            player.ask(step, "DeleteRecords", version, TimeoutMs=timeout_ms, Topics=[{"Name": player.named(name) if name else "", "Partitions": [
                {"PartitionIndex": index, "Offset": offset} for index, offset in partitions]}])

        asked("inside of a batch", (0, 2))
        asked("where it does not start any more", (0, 1))
        asked("past the end", (0, 99))
        asked("a negative offset", (0, -2))
        asked("a partition that is none", (5, 1))
        asked("a negative partition", (-1, 1))
        asked("one twice, the last is fine", (0, 99), (0, 3))
        asked("one twice, the last is not", (0, 4), (0, 99))
        player.ask("the first offset then", "ListOffsets", 4, ReplicaId=-1, Topics=[
            {"Name": player.named(topic), "Partitions": [{"PartitionIndex": 0, "Timestamp": -2}]}])
        asked("everything", (0, -1))
        asked("everything again", (0, -1))
        asked("of an empty log", (1, 0))
        asked("everything of an empty log", (1, -1))
        asked("past the end of an empty log", (1, 1))
        asked("several", (0, -1), (1, 1), (7, 2))
        asked("compacted", (0, 0), name=compacted)
        asked("compacted, past the end", (0, 9), name=compacted)
        asked("compacted and deleted", (0, 0), name=both)
        asked("an unknown topic", (0, 0), name="nowhere")
        asked("a topic without a name", (0, 0), name="")
        asked("no partition")
        asked("without time", (0, -1), timeout_ms=0)
        player.ask("an internal topic", "DeleteRecords", version, TimeoutMs=1, Topics=[
            {"Name": "__consumer_offsets", "Partitions": [{"PartitionIndex": 0, "Offset": 0}]}])
        player.ask("none", "DeleteRecords", version, TimeoutMs=1, Topics=[])
        player.produce(topic, batch())
        player.ask("a fetch from before", "Fetch", 11, MaxWaitMs=0, MinBytes=0, ReplicaId=-1, SessionEpoch=-1, Topics=[
            {"Topic": player.named(topic), "Partitions": [{"Partition": 0, "FetchOffset": 3, "PartitionMaxBytes": 10000}]}])
