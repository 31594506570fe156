"""How soon a broker serves again after a kill -9 or a stop, and what partitions cost that nobody uses."""
import pathlib
import time

from harness import topics, wire
from harness.load import BIG, SMALL, load
from harness.process import eventually
from harness.subjects import Setup
from harness.workload import BROKERS, Row, Workload
from workloads.throughput import BIG_CONNECTIONS, fill

TOPIC, LIMIT_S = "bench", 300
CHECKPOINTED_S = 3
# What is written is on the disk, and so says a checkpoint a second later; what comes after that is the dirty tail.
OFTEN = Setup(durable=True, overrides=("log.flush.offset.checkpoint.interval.ms=1000",))
# The tail cannot grow beyond what is written until the next checkpoint.
RARELY = Setup(durable=True)


def kill(subject):
    subject.process.must_run()
    subject.process.kill()
    subject.process = None


def seconds_until_served(subject, partitions):
    """From exec until each partition tells where it ends."""
    begin = time.monotonic()
    subject.start()

    def all_led():
        with wire.connect(subject.port, LIMIT_S) as connection:
            return wire.count_led(connection, TOPIC, partitions) == partitions
    eventually("all partitions are served", all_led, LIMIT_S, every_s=0.005)
    return time.monotonic() - begin


def served_again(subject, partitions):
    """The stop that ends a run is no part of it, and takes long for many partitions."""
    seconds = seconds_until_served(subject, partitions)
    kill(subject)
    return {"seconds": seconds}


def long_log(subject):
    """Most of it is known to be on the disk, and read by nobody at a start; the tail is checked."""
    topics.create(subject, TOPIC, 1)
    fill(subject, TOPIC, subject.settings.log_gb * (1 << 30))
    time.sleep(CHECKPOINTED_S)
    load(subject, "produce", seconds=LIMIT_S, topic=TOPIC, partitions=1, requests=subject.settings.tail_mb * 1024 // BIG["records"] // 2,
         **BIG_CONNECTIONS)
    kill(subject)
    return served_again(subject, 1)


def many_partitions(subject, end):
    """Each has some records."""
    count = subject.settings.partitions
    topics.create(subject, TOPIC, count)
    load(subject, "produce", seconds=LIMIT_S, topic=TOPIC, partitions=count, spread=True, connections=4, depth=5, requests=count // 2, **SMALL)
    end(subject)
    return served_again(subject, count)


def idle_partitions(subject):
    topics.create(subject, TOPIC, subject.settings.idle_partitions)
    made = resident_and_open(subject)
    kill(subject)
    seconds = seconds_until_served(subject, subject.settings.idle_partitions)
    again = resident_and_open(subject)
    kill(subject)
    return {"RSS once made GB": made[0], "descriptors once made": made[1], "seconds": seconds, "RSS GB": again[0], "descriptors": again[1]}


def resident_and_open(subject):
    return subject.process.resident_bytes() / 1e9, len(list(pathlib.Path(f"/proc/{subject.process.pid}/fd").iterdir()))


def rows(settings):
    many = f"{settings.partitions:,} partitions"
    return [Row(f"kill -9, {settings.log_gb:g} GiB", long_log, BROKERS, OFTEN),
            Row(f"kill -9, {many}", lambda subject: many_partitions(subject, kill), BROKERS, RARELY),
            Row(f"stop, {many}", lambda subject: many_partitions(subject, lambda each: each.stop()), BROKERS, RARELY)]


WORKLOADS = [
    Workload("recovery", "seconds until all is served again: 10 GiB and 10,000 partitions after kill -9, and after a stop", rows),
    Workload("idle-partitions", "resident memory, descriptors and a start of 100,000 partitions that nobody uses",
             lambda settings: [Row(f"{settings.idle_partitions:,} partitions", idle_partitions, ("moldau",))]),
]
