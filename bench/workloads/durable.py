"""Acknowledged once it is on the disk, beside what the disk does by itself."""
import functools

from harness import disk
from harness.load import BIG, SMALL
from harness.subjects import Setup
from harness.workload import BROKERS, Ratio, Row, Workload
from workloads.pace import at_rate
from workloads.throughput import produce_bytes, produce_requests

RATE = 100
DURABLE = Setup(durable=True)
SMALL_CONNECTIONS = 64
PARTITIONS = (1, SMALL_CONNECTIONS)


def latency(subject):
    return at_rate(subject, "paced", rate=RATE, connections=1, partitions=1, acks=-1, **SMALL)


def sync_figures(folder, settings):
    return {f"fdatasync {name}": value for name, value in disk.sync_latency(folder, settings.seconds).items()}


def small_rows(_):
    for partitions in PARTITIONS:
        measure = functools.partial(produce_requests, connections=SMALL_CONNECTIONS, depth=1, partitions=partitions,
                                    acks=-1, **SMALL)
        yield Row(f"durable, {partitions} partitions", measure, BROKERS, DURABLE, disk=sync_figures)
        yield Row(f"page cache, {partitions} partitions", measure, BROKERS)


def big(subject):
    return produce_bytes(subject, connections=2, depth=4, acks=-1, **BIG)


WORKLOADS = [
    Workload("durable-latency", "latency of a durable Produce of 100 B, 100 a second; limit: write and fdatasync of 200 B",
             lambda _: [Row("durable-latency", latency, BROKERS, DURABLE,
                            disk=lambda folder, settings: disk.sync_latency(folder, settings.seconds, RATE))]),
    Workload("durable-small", "durable Produce of 100 B, 64 connections, 1 in flight, beside the page cache's",
             lambda settings: list(small_rows(settings)),
             tuple(Ratio(f"durable over page cache, {count} partitions", "requests/s",
                         f"durable, {count} partitions", f"page cache, {count} partitions") for count in PARTITIONS)),
    Workload("durable-big", "durable Produce of 640 records of 1 KiB, 2 connections, 4 in flight; limit: write and fdatasync",
             lambda _: [Row("durable-big", big, BROKERS, DURABLE,
                            disk=lambda folder, settings: {"MB/s": disk.sync_bandwidth(folder, settings.seconds)})]),
]
