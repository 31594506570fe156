"""ListOffsets 0: segments' first offsets by the time of their files, and where the log ends."""
import importlib

from batches import BASE_TIMESTAMP, batch, record

FAR_AHEAD_MS = 9_000_000_000_000
ORDINARY = importlib.import_module("scripts.02_list_offsets")


def play(player):
    ORDINARY.play(player)
    # Two segments of three records, and one of one.
    player.topic("segments", 2, segment_bytes="1048576", max_message_bytes="2097152")
    for _ in range(2):
        player.produce("segments", batch(records=record(0, bytes(700_000)) + record(1) + record(2)))
    player.produce("segments", batch(count=1, records=record(0, bytes(700_000))))
    for version in player.versions("ListOffsets"):
        for timestamp, name in [(-1, "latest"), (-2, "earliest"), (-3, "none"), (0, "zero"), (BASE_TIMESTAMP, "before all files"), (FAR_AHEAD_MS, "ahead")]:
            for most in (0, 1, 2, 10, -1, 2**31 - 1):
                for partition in (0, 1):
                    player.ask(f"{name}, at most {most}, partition {partition}", "ListOffsets", version, ReplicaId=-1, Topics=[{
                        "Name": player.named("segments"), "Partitions": [{"PartitionIndex": partition, "Timestamp": timestamp, "MaxNumOffsets": most}]}])
