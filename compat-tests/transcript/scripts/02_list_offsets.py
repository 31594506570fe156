"""ListOffsets, key 2."""
from batches import BASE_TIMESTAMP, batch

SPECIAL = {-1: "latest", -2: "earliest", -3: "max timestamp", -4: "earliest local", -5: "latest tiered", -6: "earliest pending upload", -7: "none", -99: "none"}


def play(player):
    player.topic("offsets", 2)
    # Offsets 0-2 at +0, +10, +20; 3-5 at +1000, +1010, +1020; 6-8 at +500, +510, +520: the newest time is not the last.
    for delta, codec in [(0, "none"), (1000, "gzip"), (500, "none")]:
        player.produce("offsets", batch(base_timestamp=BASE_TIMESTAMP + delta, codec=codec))
    for version in player.versions("ListOffsets"):
        def asked(step, *partitions, topic="offsets", **fields):
            player.ask(step, "ListOffsets", version, **({"ReplicaId": -1, "Topics": [
                {"Name": player.named(topic), "Partitions": [{"PartitionIndex": 0} | partition for partition in partitions]}]} | fields))

        for special, name in SPECIAL.items():
            asked(f"{special} ({name})", {"Timestamp": special})
            asked(f"{special} ({name}) of an empty partition", {"PartitionIndex": 1, "Timestamp": special})
        for delta in (-5, 0, 5, 10, 20, 21, 510, 1000, 1005, 1020, 1021, 99999):
            asked(f"at {delta:+} ms", {"Timestamp": BASE_TIMESTAMP + delta})
        asked("at zero", {"Timestamp": 0})
        asked("at a time, empty partition", {"PartitionIndex": 1, "Timestamp": BASE_TIMESTAMP})
        asked("an unknown partition", {"PartitionIndex": 9, "Timestamp": -1})
        asked("an unknown topic", {"Timestamp": -1}, topic="nowhere")
        asked("both partitions", {"Timestamp": -1}, {"PartitionIndex": 1, "Timestamp": -2})
        asked("a partition twice", {"Timestamp": -1}, {"Timestamp": -2})
        asked("no partitions")
        asked("no topics", Topics=[])
        asked("as a debugging replica", {"Timestamp": -1}, ReplicaId=-2)
        asked("as a replica that is none", {"Timestamp": -1}, ReplicaId=12)
        if version >= 2:
            asked("read committed", {"Timestamp": -1}, IsolationLevel=1)
            asked("an isolation that is none", {"Timestamp": -1}, IsolationLevel=9)
        if version >= 4:
            for epoch in (0, 1, -2):
                asked(f"in leader epoch {epoch}", {"Timestamp": -1, "CurrentLeaderEpoch": epoch})
