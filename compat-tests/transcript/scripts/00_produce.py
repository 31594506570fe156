"""Produce, key 0: good batches of every codec, and every way in which one can be bad."""
import struct

from batches import batch, gzip, lz4, record, snappy, zstd

MINUTES_AHEAD_MS = 4_000_000_000_000


def topic_entry(player, version, topic, partitions):
    entry = {"PartitionData": [{"Index": index, "Records": records} for index, records in partitions]}
    if version >= 13:
        return entry | {"TopicId": topic[1]}
    return entry | {"Name": player.named(topic[0])}


def relative(outcome, end):
    """Base offsets as distances from the end before, so that one difference does not make all later steps differ."""
    for topic in outcome["Responses"] if isinstance(outcome, dict) else []:
        for partition in topic["PartitionResponses"]:
            if partition["BaseOffset"] >= 0:
                partition["BaseOffset"] = f"end + {partition['BaseOffset'] - end}"


class Asker:
    """Produces to one topic at one version, and sees by how much the first partition grew."""

    def __init__(self, player, version, topic):
        self.player, self.version, self.topic = player, version, topic
        self.end = 0

    def ask(self, step, records, partition=0, **fields):
        self.ask_topics(step, [topic_entry(self.player, self.version, self.topic, [(partition, records)])], **fields)

    def ask_topics(self, step, topics, **fields):
        self.player.ask(step, "Produce", self.version, **({"Acks": -1, "TimeoutMs": 10000, "TopicData": topics} | fields))
        outcome = self.player.entries[-1]["outcome"]
        relative(outcome, self.end)
        if fields.get("Acks") == 1:
            self.player.until(lambda: self.player.end_offset(self.topic[0]) > self.end, step)  # seen only when durable, maybe
        grown = self.player.end_offset(self.topic[0]) - self.end
        self.end += grown
        if isinstance(outcome, dict):
            outcome["grown by"] = grown

    def ask_silently(self, step, records, count):
        """With acks=0 there is no answer, and nobody promises that the records can be seen at once."""
        self.player.send("Produce", self.version, Acks=0, TimeoutMs=10000,
                         TopicData=[topic_entry(self.player, self.version, self.topic, [(0, records)])])
        self.player.until(lambda: self.player.end_offset(self.topic[0]) >= self.end + count, step)
        self.end += count
        self.player.note(step, "Produce", self.version, "appended")


def good_ones(asker):
    asker.ask("usual", batch())
    asker.ask("acks=1", batch(), Acks=1)
    asker.ask("base offset and leader epoch are ours", batch(base_offset=77, leader_epoch=5))
    asker.ask("a record with headers, without key or value", batch(count=1, records=record(0, None, None, headers=[(b"h", b"x"), (b"h", None), (b"", b"")])))
    for codec in ("gzip", "snappy", "lz4", "zstd"):
        asker.ask(f"codec {codec}", batch(codec=codec))
    asker.ask("create time unset", batch(base_timestamp=-1, max_timestamp=-1, count=1, records=record(0, timestamp_delta=0)))
    asker.ask("a small body in much gzip", batch(count=1, codec="gzip", records=record(0, bytes(300_000))))


def bad_requests(asker):
    player, version = asker.player, asker.version
    for acks in (2, -2):
        asker.ask(f"acks={acks}", batch(), Acks=acks)
    asker.ask("an unknown partition", batch(), partition=9)
    asker.ask("a negative partition", batch(), partition=-1)
    asker.ask_topics("an unknown topic", [topic_entry(player, version, ("nowhere", player.unknown_id()), [(0, batch())])])
    asker.ask_topics("no topics", [])
    asker.ask_topics("no partitions", [topic_entry(player, version, asker.topic, [])])
    asker.ask_topics("a good and a bad partition", [topic_entry(player, version, asker.topic, [(0, batch()), (1, batch(crc_change=1)), (9, batch())])])
    asker.ask("no records", b"")
    asker.ask("two batches", batch() + batch())
    asker.ask("a transactional id with a plain batch", batch(), TransactionalId="someone")
    asker.ask_silently("acks=0", batch(), 3)
    asker.ask("no time to wait", batch(), TimeoutMs=0)


def null_records(player, topic):
    """Kafka leaves the client without any answer, so it is asked once and not waited for long."""
    version = player.last("Produce")
    player.send("Produce", version, Acks=-1, TimeoutMs=10000, TopicData=[topic_entry(player, version, topic, [(0, None)])])
    player.receive("null records", "Produce", version, patience_s=2)


def bad_headers(asker):
    asker.ask("a wrong checksum", batch(crc_change=1))
    for magic in (0, 1, 3, -1):
        asker.ask(f"magic {magic}", batch(magic=magic))
    for size_change in (1, -1, -60):
        asker.ask(f"size off by {size_change}", batch(size_change=size_change))
    asker.ask("size below a header", struct.pack(">qi", 0, 5) + bytes(5))
    asker.ask("a negative size", struct.pack(">qi", 0, -5) + bytes(60))
    asker.ask("a batch cut off", batch()[:-3])
    asker.ask("a header cut off", batch()[:30])
    asker.ask("a batch and some bytes", batch() + b"\0" * 5)
    for count in (2, 4, 0, -1, 2**31 - 1):
        asker.ask(f"{count} records said, three there", batch(records_count=count))
    for delta in (1, 3, -1):
        asker.ask(f"last offset delta {delta} of three records", batch(last_offset_delta=delta))
    asker.ask("a count and a delta too large alike", batch(records_count=4, last_offset_delta=3))
    asker.ask("a control batch", batch(attributes=0x20))
    asker.ask("a transactional batch without a transaction", batch(attributes=0x10))
    asker.ask("a transactional batch of a producer", batch(attributes=0x10, producer_id=5, producer_epoch=0, base_sequence=0), TransactionalId="someone")
    asker.ask("log append time from a client", batch(attributes=0x08))
    asker.ask("reserved attributes", batch(attributes=0x4000))
    asker.ask("codec 7", batch(attributes=7))
    asker.ask("codec 5", batch(attributes=5))
    asker.ask("a producer without a sequence", batch(producer_id=5, producer_epoch=0))
    asker.ask("a sequence without a producer", batch(base_sequence=0))


def bad_records(asker):
    asker.ask("offset deltas with a gap", batch(records=record(0) + record(1) + record(3)))
    asker.ask("offset deltas out of order", batch(records=record(1) + record(0) + record(2)))
    asker.ask("a record that says more than there is", batch(count=1, records=b"\x7f" + record(0)[1:]))
    asker.ask("a record that says less than there is", batch(count=1, records=b"\x02" + record(0)[1:]))
    asker.ask("bytes after the records", batch(records=record(0) + record(1) + record(2) + b"\0\0"))
    asker.ask("a negative header count", batch(count=1, records=b"\x0c\0\0\0\x01\x01\x01"))
    asker.ask("a max timestamp that is none of theirs", batch(max_timestamp=1))
    asker.ask("a time ahead", batch(base_timestamp=MINUTES_AHEAD_MS, max_timestamp=MINUTES_AHEAD_MS + 20))
    asker.ask("a negative time", batch(base_timestamp=-5, max_timestamp=15))
    for codec, packed in [("gzip", gzip), ("snappy", snappy), ("lz4", lz4), ("zstd", zstd)]:
        asker.ask(f"{codec} cut off", batch(codec=codec, compressed=packed(record(0) + record(1) + record(2))[:-4]))
        asker.ask(f"{codec} that is none", batch(codec=codec, compressed=b"certainly not compressed"))
        asker.ask(f"{codec} with nothing in it", batch(codec=codec, compressed=b""))
    asker.ask("snappy of 2 GiB, so it says", batch(codec="snappy", compressed=b"\xff\xff\xff\xff\x07" + b"\0a"))
    asker.ask("zstd of 2 GiB, so it says", batch(codec="zstd", compressed=zstd(b"")[:5] + struct.pack("<I", 2**31 - 1) + b"\x01\0\0"))


def limits(asker, version):
    player = asker.player
    small = (f"produce-small-{version}", player.topic(f"produce-small-{version}", max_message_bytes="1000"))
    at_limit = Asker(player, version, small)
    overhead = len(batch(count=1, records=record(0, bytes(500)))) - 500
    at_limit.ask("as large as allowed", batch(count=1, records=record(0, bytes(1000 - overhead))))
    at_limit.ask("one byte too large", batch(count=1, records=record(0, bytes(1001 - overhead))))
    at_limit.ask("too large when unpacked", batch(count=1, codec="gzip", records=record(0, bytes(5000))))
    at_limit.ask("a small and a large batch", batch(count=1) + batch(count=1, records=record(0, bytes(2000))))


def special_topics(player, version):
    def asker(kind, **configs):
        name = f"produce-{kind}-{version}"
        return Asker(player, version, (name, player.topic(name, **configs)))

    compacted = asker("compacted", cleanup_policy="compact")
    compacted.ask("a key for a compacted topic", batch())
    compacted.ask("no key for a compacted topic", batch(count=2, records=record(0) + record(1, key=None)))
    stamped = asker("stamped", message_timestamp_type="LogAppendTime")
    stamped.ask("log append time", batch())
    strict = asker("strict", message_timestamp_before_max_ms="1000")
    strict.ask("a time too old", batch())
    packed = asker("packed", compression_type="gzip")
    packed.ask("no codec to a topic of gzip", batch())
    packed.ask("a wrong offset delta to a topic of gzip", batch(last_offset_delta=5))


def play(player):
    for version in player.versions("Produce"):
        topic = (f"produce-{version}", player.topic(f"produce-{version}", 2))
        asker = Asker(player, version, topic)
        good_ones(asker)
        bad_requests(asker)
        bad_headers(asker)
        bad_records(asker)
        limits(asker, version)
        special_topics(player, version)
        if version == player.last("Produce"):
            null_records(player, topic)
