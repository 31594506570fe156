"""Old clients beside a new one: what each produces the other reads, with every codec that the old one knows. Arguments: beginnings of clients' names."""
import concurrent.futures
import dataclasses
import pathlib
import sys
import time
import traceback

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

import commands
import the_round as r

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build/compat-tests/old-clients"
# Mostly they wait.
AT_A_TIME = 4
ALL_TIMES, ONE_SEGMENT = "by record", "by segment"


@dataclasses.dataclass(frozen=True)
class Old:
    """A client, and what its time knew."""
    name: str
    command: list
    writes_times: bool = True  # formats 1 and later
    reads_times: bool = True
    look_up: str = ALL_TIMES
    codecs: tuple = ("none", "gzip", "snappy", "lz4")


def java(version, main, *arguments, **knows):
    jars = f"{BUILD}/{version}/classes:{BUILD}/{version}/lib/*"
    return Old(f"java-{version}" + "".join(f"-offsets-v{a}" for a in arguments), ["java", "-XX:TieredStopAtLevel=1", "-cp", jars, main, r.bootstrap(), *arguments], **knows)


def python(script, name, interpreter, version, **knows):
    return Old(f"{name}-as-{version}", [str(interpreter), "-W", "ignore", str(HERE / script), r.bootstrap(), version], **knows)


def kafka_python(version, **knows):
    return python("kafka_python_client.py", "kafka-python", BUILD / "venv/bin/python", version, **knows)


def confluent(version, **knows):
    return python("confluent_client.py", "librdkafka", HERE.parent / "support/python", version, **knows)


NO_TIMES = {"writes_times": False, "reads_times": False, "look_up": None}


def clients():
    return [
        java("0.8.2.2", "ScalaClient", "0", **NO_TIMES | {"look_up": ONE_SEGMENT}),
        java("0.8.2.2", "ScalaClient", "1", **NO_TIMES | {"look_up": ONE_SEGMENT}),
        java("0.9.0.1", "JavaClient", **NO_TIMES),
        *(java(version, "JavaClient") for version in ("0.10.2.2", "0.11.0.3", "1.1.1", "2.1.1")),
        kafka_python("0.8.1", codecs=("none", "gzip", "snappy"), **NO_TIMES), kafka_python("0.8.2", **NO_TIMES), kafka_python("0.9.0", **NO_TIMES),
        kafka_python("0.10.0", look_up=None), kafka_python("0.10.1"), kafka_python("0.11.0"), kafka_python("1.1.0"),
        confluent("0.8.2", **NO_TIMES), confluent("0.9.0.1", **NO_TIMES), confluent("0.10.0.1", look_up=None), confluent("0.10.2"),
    ]


@dataclasses.dataclass(frozen=True)
class Odd(r.Record):
    """The round's record, but now and then one without key or value (not both, which some clients refuse), and one of noise."""

    @property
    def key(self):
        return [super().key, None, b""][self.number % 31 % 3] if self.number % 31 < 3 else super().key

    @property
    def value(self):
        kinds = [b"" if self.key is None else None, b"", bytes((self.number * i * i + i // 7) % 256 for i in range(3000))]
        return kinds[self.number % 29 % 3] if self.number % 29 < 3 else super().value


def records(codec, first):
    return [Odd(record.number, record.codec) for record in r.records(codec, first)]


def produce_anew(topic, codec, wanted):
    failed = []
    producer = Producer({"bootstrap.servers": r.bootstrap(), "compression.type": codec, "enable.idempotence": True, "linger.ms": 20})
    for record in wanted:
        producer.produce(topic, partition=record.partition, key=record.key, value=record.value, headers=record.headers, timestamp=record.timestamp,
                         on_delivery=lambda error, _: failed.append(error) if error else None)
    r.equal("records left unsent", producer.flush(20), 0)
    r.equal("delivery errors", failed, [])


def consume_anew(topic, count):
    consumer = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": r.unique("anew"), "auto.offset.reset": "earliest"})
    consumer.assign([TopicPartition(topic, p, 0) for p in range(r.PARTITIONS)])
    seen, deadline = [], time.monotonic() + 20
    while len(seen) < count and time.monotonic() < deadline:
        message = consumer.poll(0.2)
        if message is not None and not message.error():
            time_of = message.timestamp()[1] if message.timestamp()[0] else -1
            seen.append((message.partition(), message.offset(), time_of, message.key(), message.value()) + (message.headers() or [],))
    consumer.close()
    return seen


def told(wanted, reads_times, written_by):
    """What a reader is to see of each record; `written_by` the client that wrote it, None for the new one."""
    return sorted((record.partition, record.offset, record.timestamp if reads_times and (not old or old.writes_times) else -1, record.key, record.value)
                  for record, old in zip(wanted, written_by))


class Together:
    """One old client and a new one on one topic."""

    def __init__(self, old, admin):
        self.old, self.admin = old, admin
        self.client = commands.Client(old.command)
        self.topic, self.group = r.unique(f"old-{old.name}"), r.unique(f"group-{old.name}")
        self.records, self.authors = [], []

    def run(self):
        self.admin.create_topics([NewTopic(self.topic, r.PARTITIONS, 1)])[self.topic].result()
        for codec in self.old.codecs:
            self.write(codec, by_old=False)
            self.write(codec, by_old=True)
        self.old_reads(0)
        self.write("gzip", by_old=False)
        self.write("none", by_old=True)
        self.old_reads(len(self.records) - 2 * r.RECORDS_A_CODEC)
        self.new_reads()
        self.look_up()
        self.client.close()
        self.admin.delete_topics([self.topic])[self.topic].result()

    def write(self, codec, by_old):
        fresh = records(codec, len(self.records))
        if by_old:
            self.client.produce(self.topic, codec, fresh)
        else:
            produce_anew(self.topic, codec, fresh)
        self.records += fresh
        self.authors += [self.old if by_old else None] * len(fresh)

    def old_reads(self, first):
        """All from number `first` on, as the group has committed what comes before."""
        seen = self.client.consume(self.topic, self.group, len(self.records) - first)
        self.compare("the old client", sorted(seen), told(self.records[first:], self.old.reads_times, self.authors[first:]))
        for partition in range(r.PARTITIONS):
            offsets = [offset for p, offset, *_ in seen if p == partition]
            r.equal(f"order of partition {partition}", offsets, sorted(offsets))
        r.equal("committed offsets", self.client.offsets("committed", self.topic, self.group), [len(self.records) // r.PARTITIONS] * r.PARTITIONS)

    def new_reads(self):
        seen = consume_anew(self.topic, len(self.records))
        self.compare("the new client", sorted(each[:5] for each in seen), told(self.records, True, self.authors))
        by_place = {(each[0], each[1]): each[5] for each in seen}
        for record, author in zip(self.records, self.authors):
            headers = [] if author else record.headers
            r.equal(f"headers of {record.number}", by_place[record.partition, record.offset], headers)

    def compare(self, who, seen, wanted):
        r.equal(f"records that {who} read", len(seen), len(wanted))
        for got, want in zip(seen, wanted):
            r.equal(f"what {who} read", got, want)

    def look_up(self):
        end = len(self.records) // r.PARTITIONS
        r.equal("first offsets", self.client.offsets("ends", self.topic, "first"), [0] * r.PARTITIONS)
        r.equal("last offsets", self.client.offsets("ends", self.topic, "last"), [end] * r.PARTITIONS)
        if self.old.look_up == ALL_TIMES:
            # As the new client has them: what comes of a client without times is never found.
            for timestamp in r.times_to_look_up(len(self.records)):
                r.equal(f"offsets at {timestamp}", self.client.offsets("at-time", self.topic, timestamp), self.offsets_at(timestamp))
        elif self.old.look_up == ONE_SEGMENT:
            r.equal("before all files", self.client.offsets("at-time", self.topic, 1), [-1] * r.PARTITIONS)
            r.equal("after all files", self.client.offsets("at-time", self.topic, 9_000_000_000_000), [end] * r.PARTITIONS)

    def offsets_at(self, timestamp):
        return [min((record.offset for record, old in zip(self.records, self.authors)
                     if record.partition == p and record.timestamp >= timestamp and (not old or old.writes_times)), default=-1) for p in range(r.PARTITIONS)]


def run(old, admin):
    began = time.monotonic()
    Together(old, admin).run()
    r.step(f"{old.name}: {time.monotonic() - began:.1f} s")


def main():
    admin = AdminClient({"bootstrap.servers": r.bootstrap()})
    wanted = [old for old in clients() if not sys.argv[1:] or old.name.startswith(tuple(sys.argv[1:]))]
    failures = 0
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as threads:
        running = {old.name: threads.submit(run, old, admin) for old in wanted}
    for name, result in running.items():
        if error := result.exception():
            failures += 1
            print(f"{name}:")
            traceback.print_exception(error)
    sys.exit(1 if failures or not wanted else 0)


main()
