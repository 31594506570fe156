"""Produce 0-2: messages of formats 0 and 1, plain and compressed, good and bad, and what has become of them in Fetch 3 and 4."""
import importlib
import struct

from batches import COMPRESS, CODECS, batch, gzip, lz4
from messages import BASE_TIMESTAMP, message, several, sized, wrapper
import unpack

PACKED, LOG_APPEND_TIME = 0x07, 0x08
MINUTES_AHEAD_MS = 4_000_000_000_000
PRODUCE = importlib.import_module("scripts.00_produce")


class Asker(PRODUCE.Asker):
    """Beside the answer notes the batches that were appended, and how they look as messages again."""

    def ask(self, step, records, **fields):
        before = self.end
        super().ask(step, records, **fields)
        if self.end > before:
            self.look(f"{step}: appended", 4, before)
            self.look(f"{step}: seen", 3, before)

    def look(self, step, version, offset):
        self.player.ask(step, "Fetch", version, MaxWaitMs=0, MinBytes=0, MaxBytes=1 << 20, Topics=[{
            "Topic": self.player.named(self.topic[0]), "Partitions": [{"Partition": 0, "FetchOffset": offset, "PartitionMaxBytes": 1 << 20}]}])
        for topic in self.player.entries[-1]["outcome"]["Responses"]:
            for partition in topic["Partitions"]:
                relative(partition, offset)


def relative(partition, end):
    """What is told of the end and of each batch or message, as distances from the end before."""
    partition["HighWatermark"] -= end
    partition.pop("LastStableOffset", None)
    for entry in partition["Records"] or []:
        entry["BaseOffset" if "BaseOffset" in entry else "Offset"] -= end
        if "BaseOffset" in entry and entry["Attributes"] & (PACKED | LOG_APPEND_TIME):
            # No two libraries pack to the same bytes, and no two clocks are the same.
            del entry["Size"], entry["Crc"]
        if entry["Attributes"] & LOG_APPEND_TIME:
            without_times(entry)
        for each in inside(entry):
            if each["Magic"] == 0:  # which has absolute offsets within
                each["Offset"] -= end
            if each["Attributes"] & LOG_APPEND_TIME:
                without_times(each)


def inside(entry):
    content = entry.get("Inside", [])
    return content["Messages"] if isinstance(content, dict) else content


def without_times(entry):
    for name in ("BaseTimestamp", "MaxTimestamp", "Timestamp"):
        if entry.get(name, -1) > 0:
            entry[name] = "some time"


def old_lz4(data):
    frame = bytearray(lz4(data))
    frame[6] = unpack.lz4_checksum(bytes(frame), old=True)
    return bytes(frame)


def java_snappy(data):
    block = COMPRESS["snappy"](data)
    return unpack.JAVA_SNAPPY + struct.pack(">iii", 1, 1, len(block)) + block


def good_ones(asker, magic):
    asker.ask("one", message(magic=magic))
    asker.ask("three", several(magic))
    asker.ask("acks=1", message(magic=magic), Acks=1)
    asker.ask("offsets are ours", several(magic, first_offset=70))
    asker.ask("neither key nor value", message(magic=magic, key=None, value=None))
    asker.ask("an empty key and value", message(magic=magic, key=b"", value=b""))
    if magic:
        asker.ask("no time", message(timestamp=-1))
    for codec in ("gzip", "snappy", "lz4"):
        pack = old_lz4 if codec == "lz4" and magic == 0 else COMPRESS[codec]
        asker.ask(f"codec {codec}", wrapper(magic, CODECS[codec], pack(several(magic))))
    asker.ask("snappy of Java", wrapper(magic, CODECS["snappy"], java_snappy(several(magic))))
    asker.ask("lz4 with the checksum of the other format", wrapper(magic, CODECS["lz4"], (lz4 if magic == 0 else old_lz4)(several(magic))))
    asker.ask("a wrapper with a key", wrapper(magic, 1, gzip(several(magic)), key=b"outer"))


def odd_ones(asker, magic):
    asker.ask("the last one cut off", several(magic) + message(magic=magic)[:-3])
    asker.ask("only a piece", message(magic=magic)[:-3])
    asker.ask("fewer bytes than a header", message(magic=magic)[:14])
    asker.ask("nothing", b"")
    asker.ask("a wrapper's offset of zero", wrapper(magic, 1, gzip(several(magic)), last_offset=0))
    asker.ask("a wrapper's offset below those within", wrapper(magic, 1, gzip(several(magic)), last_offset=1))
    asker.ask("a wrapper's offset above those within", wrapper(magic, 1, gzip(several(magic)), last_offset=9))
    asker.ask("absolute offsets within", wrapper(magic, 1, gzip(several(magic, first_offset=40)), last_offset=42))
    asker.ask("offsets within that are all zero", wrapper(magic, 1, gzip(message(magic=magic) * 3)))
    asker.ask("a piece within", wrapper(magic, 1, gzip(several(magic) + message(magic=magic)[:-3])))
    asker.ask("a wrapper of nothing", wrapper(magic, 1, gzip(b"")))
    asker.ask("a wrapper of null", wrapper(magic, 1, None))
    asker.ask("two wrappers", wrapper(magic, 1, gzip(several(magic))) * 2)
    asker.ask("a wrapper and a plain one", wrapper(magic, 1, gzip(several(magic))) + message(magic=magic))
    asker.ask("a plain one and a wrapper", message(magic=magic) + wrapper(magic, 1, gzip(several(magic))))
    asker.ask("a wrapper within a wrapper", wrapper(magic, 1, gzip(wrapper(magic, 1, gzip(several(magic))))))
    asker.ask("the other format within", wrapper(magic, 1, gzip(several(1 - magic))))
    asker.ask("a batch within", wrapper(magic, 1, gzip(batch())))
    asker.ask("both formats", message(magic=magic) + message(magic=1 - magic))
    asker.ask("a message and a batch", message(magic=magic) + batch())
    asker.ask("a batch and a message", batch() + message(magic=magic))


def bad_ones(asker, magic):
    asker.ask("a wrong checksum", message(magic=magic, crc_change=1))
    asker.ask("a good and a wrong checksum", message(magic=magic) + message(magic=magic, crc_change=1))
    asker.ask("a wrong checksum within", wrapper(magic, 1, gzip(several(magic) + message(magic=magic, crc_change=1))))
    asker.ask("a wrapper with a wrong checksum", wrapper(magic, 1, gzip(several(magic)), crc_change=1))
    for change in (1, -1, -10, -300):
        asker.ask(f"size off by {change}", message(magic=magic, size_change=change) + bytes(4))
    asker.ask("magic 3", message(magic=3))
    asker.ask("a negative magic", message(magic=-1))
    for codec in (4, 5, 7):
        asker.ask(f"codec {codec}", wrapper(magic, codec, b"whatever"))
    asker.ask("reserved attributes", message(magic=magic, attributes=0x70))
    asker.ask("log append time from a client", message(magic=magic, attributes=LOG_APPEND_TIME))
    asker.ask("a wrapper with log append time", wrapper(magic, 1 | LOG_APPEND_TIME, gzip(several(magic))))
    asker.ask("a key longer than the message", message(magic=magic, content=struct.pack(">i", 100) + b"key" + sized(b"v")))
    asker.ask("a value longer than the message", message(magic=magic, content=sized(b"key") + struct.pack(">i", 100) + b"v"))
    asker.ask("a value shorter than the message", message(magic=magic, content=sized(b"key") + sized(b"v") + b"more"))
    asker.ask("a negative length", message(magic=magic, content=sized(b"key") + struct.pack(">i", -5)))
    if magic:
        asker.ask("a time before 1970", message(timestamp=-2))
        asker.ask("a time ahead", message(timestamp=MINUTES_AHEAD_MS))
        asker.ask("a time ahead within", wrapper(1, 1, gzip(message(timestamp=MINUTES_AHEAD_MS)), last_offset=0))
    for codec, pack in [("gzip", gzip), ("snappy", COMPRESS["snappy"]), ("lz4", old_lz4 if magic == 0 else lz4)]:
        asker.ask(f"{codec} cut off", wrapper(magic, CODECS[codec], pack(several(magic))[:-9]))
        asker.ask(f"{codec} that is none", wrapper(magic, CODECS[codec], b"certainly not compressed"))
        asker.ask(f"{codec} with nothing in it", wrapper(magic, CODECS[codec], b""))
    asker.ask("snappy of 2 GiB, so it says", wrapper(magic, 2, b"\xff\xff\xff\xff\x07" + b"\0a"))


def special_topics(player, version, magic):
    def asker(kind, **configs):
        name = f"{kind}-{version}"
        return Asker(player, version, (name, player.topic(name, **configs)))

    packed = wrapper(magic, 1, gzip(several(magic)))
    small = asker("small", max_message_bytes="1000")
    small.ask("as large as allowed", message(magic=magic, value=bytes(1000 - len(message(magic=magic, value=b"")))))
    small.ask("one byte too large", message(magic=magic, value=bytes(1001 - len(message(magic=magic, value=b"")))))
    small.ask("many that are too large together", several(magic, 50))
    small.ask("too large when unpacked", wrapper(magic, 1, gzip(several(magic, 50)), last_offset=49))
    compacted = asker("compacted", cleanup_policy="compact")
    compacted.ask("a key for a compacted topic", several(magic))
    compacted.ask("no key for a compacted topic", message(magic=magic) + message(magic=magic, key=None))
    compacted.ask("no key within, for a compacted topic", wrapper(magic, 1, gzip(message(magic=magic, key=None)), last_offset=0))
    stamped = asker("stamped", message_timestamp_type="LogAppendTime")
    stamped.ask("stamped", several(magic))
    stamped.ask("stamped within", packed)
    strict = asker("strict", message_timestamp_before_max_ms="1000")
    strict.ask("a time too old", message(magic=magic))
    for codec in ("uncompressed", "gzip", "snappy", "lz4", "zstd"):
        asked = asker(f"codec-{codec}", compression_type=codec)
        asked.ask(f"plain to {codec}", several(magic))
        asked.ask(f"gzip to {codec}", packed)


def play(player):
    for version in player.versions("Produce"):
        magic = min(version // 2, 1)
        topic = (f"produce-{version}", player.topic(f"produce-{version}", 2))
        asker = Asker(player, version, topic)
        good_ones(asker, magic)
        odd_ones(asker, magic)
        bad_ones(asker, magic)
        PRODUCE.bad_requests(asker)
        special_topics(player, version, magic)
    other = Asker(player, 1, ("produce-other", player.topic("produce-other")))
    other.ask("format 1 in version 1", several(1))
    other.ask("format 1 in version 1, packed", wrapper(1, 1, gzip(several(1))))
    other = Asker(player, 2, ("produce-other-2", player.topic("produce-other-2")))
    other.ask("format 0 in version 2", several(0))
    other.ask("a batch", batch())
    other.ask("a packed batch", batch(codec="gzip"))
    other.ask("a batch in zstd", batch(codec="zstd"))
    other.ask("a batch with a wrong checksum", batch(crc_change=1))
