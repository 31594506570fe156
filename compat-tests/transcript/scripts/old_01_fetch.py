"""Fetch 0-3: batches as messages of formats 0 and 1."""
import importlib
import random

from batches import batch, record

FETCH = importlib.import_module("scripts.01_fetch")


def noise(count, seed):
    """Bytes that no library packs, so that it does not matter which one did."""
    return random.Random(seed).randbytes(count)


def thousands(codec, count=3, **fields):
    return batch(codec=codec, count=count, records=b"".join(record(i, noise(1000, i)) for i in range(count)), **fields)


def fill(player, name):
    """Offsets 0-2 plain, 3-5 gzip, 6-8 snappy, 9-11 lz4, 12-13 with headers and nulls, 14-15 of a producer, 16 to be cut."""
    for codec in ("none", "gzip", "snappy", "lz4"):
        player.produce(name, thousands(codec))
    player.produce(name, batch(count=2, records=record(0, None, None, headers=[(b"h", b"x")]) + record(1, b"", b"")))
    producer = player.quiet("InitProducerId", 1, TransactionalId=None)["ProducerId"]
    player.produce(name, thousands("none", count=2, producer_id=producer, producer_epoch=0, base_sequence=0))
    player.produce(name, thousands("none", count=1))
    player.produce(name, thousands("none", count=1), partition=1)


def places(asker, topic, empty):
    for offset in range(0, 18):
        asker.ask(f"from {offset}", [(topic, [(0, offset)])])
    asker.ask("all", [(topic, [(0, 0), (1, 0)])])
    asker.ask("beyond the end", [(topic, [(0, 18)])])
    asker.ask("below the start", [(topic, [(0, -1)])])
    asker.ask("an empty partition", [(empty, [(0, 0)])])
    asker.ask("all partitions", [(topic, [(0, 12), (1, 0)]), (empty, [(0, 0)])])
    asker.ask("an unknown partition", [(topic, [(9, 0)])])
    asker.ask("an unknown topic", [(("nowhere", asker.player.unknown_id()), [(0, 0)])])
    asker.ask("a known and an unknown topic", [(topic, [(0, 12)]), (("nowhere", asker.player.unknown_id()), [(0, 0)])])
    asker.ask("no topics", [])


def limits(asker, topic):
    for most in (1, 100, 3900, 7000):
        asker.ask(f"at most {most} bytes in all", [(topic, [(0, 0), (1, 0)])], MaxBytes=most)
        asker.ask(f"at most {most} bytes a partition", [(topic, [(0, 0, {"PartitionMaxBytes": most}), (1, 0, {"PartitionMaxBytes": most})])])
        asker.ask(f"at most {most} bytes of what is packed", [(topic, [(0, 3, {"PartitionMaxBytes": most})])])
    asker.ask("at most no bytes a partition", [(topic, [(0, 0, {"PartitionMaxBytes": 0})])])
    asker.ask("a negative limit", [(topic, [(0, 0, {"PartitionMaxBytes": -1})])])
    asker.ask("nothing new within a while", [(topic, [(0, 17)])], MinBytes=1, MaxWaitMs=60)
    asker.ask("more than there is, within a while", [(topic, [(0, 14)])], MinBytes=100_000, MaxWaitMs=60)
    asker.ask("an error does not wait", [(topic, [(0, 99)])], MinBytes=1, MaxWaitMs=8000)
    asker.ask("as a replica that is none", [(topic, [(0, 3)])], ReplicaId=12)


def zstd(player):
    topic = ("packed", player.topic("packed", 2))
    player.produce("packed", batch(codec="gzip"))
    player.produce("packed", batch(codec="zstd"))
    player.produce("packed", batch())
    player.produce("packed", batch(codec="zstd"), partition=1)
    wanted = ("zstd", player.topic("zstd", compression_type="zstd"))
    player.produce("zstd", batch())
    for version in player.versions("Fetch"):
        asker = FETCH.Asker(player, version)
        asker.ask("gzip, then zstd", [(topic, [(0, 0)])])
        asker.ask("zstd", [(topic, [(0, 3)])])
        asker.ask("after zstd", [(topic, [(0, 6)])])
        asker.ask("zstd in one of two partitions", [(topic, [(0, 0), (1, 0)])])
        asker.ask("a topic of zstd", [(wanted, [(0, 0)])])
        asker.ask("the end of a topic of zstd", [(wanted, [(0, 3)])])


def stamped(player):
    topic = ("stamped", player.topic("stamped", message_timestamp_type="LogAppendTime"))
    player.produce("stamped", batch())
    player.produce("stamped", batch(codec="gzip"))
    for version in player.versions("Fetch"):
        FETCH.Asker(player, version).ask("stamped", [(topic, [(0, 0)])])
        without_times(player.entries[-1]["outcome"])


def without_times(outcome):
    """Times of appends become their absence or presence."""
    for topic in outcome["Responses"]:
        for partition in topic["Partitions"]:
            for message in partition["Records"]:
                for each in [message, *message.get("Inside", [])] if isinstance(message, dict) else []:
                    if each.get("Timestamp", -1) > 0:
                        each["Timestamp"] = "some time"


def play(player):
    topic, empty = ("fetch", player.topic("fetch", 2)), ("fetch-empty", player.topic("fetch-empty"))
    fill(player, "fetch")
    for version in player.versions("Fetch"):
        asker = FETCH.Asker(player, version)
        places(asker, topic, empty)
        limits(asker, topic)
        FETCH.woken(asker, f"fetch-woken-{version}")
        FETCH.deleted(asker, f"fetch-deleted-{version}")
    zstd(player)
    stamped(player)
