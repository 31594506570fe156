"""Fetch, key 1, and ListOffsets, key 2, of records in transactions: who sees what."""
from batches import batch
from transactional import ONE_SEGMENT, Producer


def play(player):
    name = "isolation"
    topic_id = player.topic(name, segment_ms=ONE_SEGMENT)
    one, other = Producer(player, "isolation-one"), Producer(player, "isolation-other")

    def fetched(step, offset=0, **fields):
        for version in player.versions("Fetch"):
            named = {"TopicId": topic_id} if version >= 13 else {"Topic": player.named(name)}
            for isolation in (0, 1):
                player.ask(f"{step}, {'committed' if isolation else 'all'}", "Fetch", version, MaxWaitMs=0, MinBytes=0, IsolationLevel=isolation, Topics=[
                    named | {"Partitions": [{"Partition": 0, "FetchOffset": offset, "PartitionMaxBytes": 1 << 20}]}], **fields)
        for isolation in (0, 1):
            player.ask(f"{step}, the end where isolation is {isolation}", "ListOffsets", 5, ReplicaId=-1, IsolationLevel=isolation, Topics=[
                {"Name": player.named(name), "Partitions": [{"PartitionIndex": 0, "Timestamp": -1}]}])

    player.produce(name, batch(count=2))  # 0
    one.add(name)
    other.add(name)
    one.produce(name, count=2)  # 2
    fetched("one is open")
    other.produce(name, count=1)  # 4
    player.produce(name, batch(count=1))  # 5
    one.end(False)  # 6
    player.until(lambda: player.end_offset(name) == 7, "a marker")
    fetched("one aborted, another open")
    fetched("one aborted, another open, from between", 3)
    other.end(True)  # 7
    other.settled(name, 8)
    fetched("both over")
    fetched("both over, from behind the first", 4)
    fetched("both over, from its marker", 6)
    fetched("both over, from behind it", 7)
    one.add(name)
    one.produce(name, count=1)  # 8
    one.end(False)  # 9
    one.settled(name, 10)
    fetched("two aborted")
    fetched("two aborted, the first batches", MaxBytes=1)
