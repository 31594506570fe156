"""Kafka's own kafka-producer-perf-test and kafka-consumer-perf-test."""
import functools
import itertools
import re

from harness import topics
from harness.load import load_cpus
from harness.process import Failed, run
from harness.subjects import jars
from harness.workload import BROKERS, Row, Workload

PARTITIONS = 4
LIMIT_S = 600
# Records a second of measurement, about what a client sends in one.
RECORDS_PER_SECOND = {100: 200_000, 1024: 50_000}
CODECS = ("none", "lz4")


def tool(subject, name, *arguments):
    return run(["java", "-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", f"{jars()}/*",
                f"org.apache.kafka.tools.{name}", "--bootstrap-server", subject.address, *arguments],
               LIMIT_S, load_cpus(subject))


def produce(subject, seconds, size, codec, acks="1"):
    """Records a second."""
    count = round(RECORDS_PER_SECOND[size] * seconds)
    printed = tool(subject, "ProducerPerformance", "--topic", "bench", "--num-records", str(count), "--throughput", "-1",
                   "--record-size", str(size), "--command-property", f"acks={acks}", f"compression.type={codec}")
    found = re.findall(rf"^{count} records sent, ([\d.]+) records/sec", printed, re.MULTILINE)
    if not found:
        raise Failed(f"not all records were sent: {printed[-1000:]}")
    return float(found[-1])


def consume(subject, count):
    """Records a second, without the time in which the group was formed."""
    printed = tool(subject, "ConsumerPerformance", "--topic", "bench", "--num-records", str(count), "--timeout", "60000",
                   "--hide-header")
    columns = printed.strip().splitlines()[-1].split(", ")
    if len(columns) != 10 or int(columns[4]) < count:
        raise Failed(f"not all records were consumed: {printed[-1000:]}")
    return float(columns[9])


def figures(subject, size, measured):
    before = subject.process.cpu_seconds()
    records = measured()
    cpu_seconds = subject.process.cpu_seconds() - before
    return {"records/s": records, "MB/s": records * size / 1e6, "broker CPU s": cpu_seconds,
            "RSS MB": subject.process.resident_bytes() / 1e6}


def producer(subject, size, codec, acks):
    topics.create(subject, "bench", PARTITIONS)
    produce(subject, subject.warm_up_seconds(), size, codec, acks)
    return figures(subject, size, lambda: produce(subject, subject.settings.seconds, size, codec, acks))


def consumer(subject, size, codec):
    topics.create(subject, "bench", PARTITIONS)
    seconds = subject.settings.seconds
    produce(subject, seconds, size, codec)
    count = round(RECORDS_PER_SECOND[size] * seconds)
    consume(subject, min(count, round(count * subject.warm_up_seconds() / seconds)))
    return figures(subject, size, lambda: consume(subject, count))


def producer_rows(_):
    return [Row(f"{size} B, {codec}, acks={acks}",
                functools.partial(producer, size=size, codec=codec, acks=acks), BROKERS)
            for size, codec, acks in itertools.product(RECORDS_PER_SECOND, CODECS, ("1", "all"))]


def consumer_rows(_):
    return [Row(f"{size} B, {codec}", functools.partial(consumer, size=size, codec=codec), BROKERS)
            for size, codec in itertools.product(RECORDS_PER_SECOND, CODECS)]


WORKLOADS = [
    Workload("producer-perf", "kafka-producer-perf-test to 4 partitions: 100 B and 1 KiB, none and lz4, acks 1 and all",
             producer_rows),
    Workload("consumer-perf", "kafka-consumer-perf-test from 4 partitions: 100 B and 1 KiB, none and lz4", consumer_rows),
]
