"""The round that every client goes: what it produces, and what it must then see. See ../README.md."""
import dataclasses
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from processes import running

PARTITIONS = 3
RECORDS_A_CODEC = 60
# Young enough for no retention to touch them, and never in the future.
FIRST_TIMESTAMP_MS = (int(time.time()) - 3600) * 1000
STEP_MS = 1000


@dataclasses.dataclass(frozen=True)
class Record:
    """The round's record number n: its partition, and what it carries."""
    number: int
    codec: str

    @property
    def partition(self):
        return self.number % PARTITIONS

    @property
    def offset(self):
        return self.number // PARTITIONS

    @property
    def timestamp(self):
        return FIRST_TIMESTAMP_MS + self.number * STEP_MS

    @property
    def key(self):
        return f"key-{self.number}".encode()

    @property
    def value(self):
        return f"{self.codec} value {self.number} ".encode() * 20

    @property
    def headers(self):
        return [("number", str(self.number).encode()), ("codec", self.codec.encode()), ("number", b"\x00\xff again")]


class Seen:
    """What a client handed over, in its own order."""

    def __init__(self):
        self.by_partition = {partition: [] for partition in range(PARTITIONS)}
        self.count = 0

    def add(self, partition, offset, timestamp, key, value, headers):
        self.by_partition[partition].append((offset, timestamp, key, value, [(name, bytes(data)) for name, data in headers]))
        self.count += 1

    def must_be(self, expected):
        """Exactly these records, in order of their offsets within each partition."""
        for partition, seen in self.by_partition.items():
            wanted = [(r.offset, r.timestamp, r.key, r.value, r.headers) for r in expected if r.partition == partition]
            equal(f"records of partition {partition}", [s[0] for s in seen], [w[0] for w in wanted])
            for got, want in zip(seen, wanted):
                equal(f"record at partition {partition}, offset {want[0]}", got, want)


def records(codec, first):
    return [Record(number, codec) for number in range(first, first + RECORDS_A_CODEC)]


def offset_at(partition, timestamp, end):
    """The first offset of a partition whose record is not older than timestamp, None where there is none below end records."""
    for number in range(partition, end, PARTITIONS):
        if Record(number, "").timestamp >= timestamp:
            return Record(number, "").offset
    return None


def times_to_look_up(end):
    """Timestamps around and between records, and beyond the last."""
    middle = Record(end // 2, "").timestamp
    return [0, FIRST_TIMESTAMP_MS, middle, middle + 1, Record(end - 1, "").timestamp, Record(end, "").timestamp]


def bootstrap():
    address = os.environ.get("BOOTSTRAP")
    if not address:
        sys.exit("BOOTSTRAP=host:port must say which broker to test")
    return address


def broker(verb):
    command = os.environ.get("BROKER") or sys.exit("BROKER must name a command with the verbs of compat-tests/broker")
    subprocess.run([command, verb], check=True, stdin=subprocess.DEVNULL)


def broker_ended():
    """With its last thread; where the broker is the tests' own."""
    process = running(int(pathlib.Path(os.environ["BROKER_DIR"], "pid").read_text()))
    if process is not None:
        os.close(process)
    return process is None


def folder(name):
    """A new one in the broker's, and gone with it."""
    within = os.environ.get("BROKER_DIR") or sys.exit("BROKER_DIR must name the broker's folder")
    return pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=within))


def unique(name):
    return f"{name}-{os.getpid()}-{int(time.time())}"


def equal(what, got, wanted):
    if got != wanted:
        raise AssertionError(f"{what}: got {got!r}, expected {wanted!r}")


def eventually(what, condition, limit_s=20):
    """Waits for what a broker may do a little later than it answers."""
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {limit_s} s")
        time.sleep(0.1)


def step(text):
    print(f"- {text}", flush=True)
