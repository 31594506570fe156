"""Connections that do nothing, and what they cost those that do something."""
import contextlib
import time

from harness import topics, wire
from harness.load import SMALL, load, warm_up
from harness.subjects import Setup
from harness.workload import BROKERS, Row, Workload

SETTLE_S = 1
ALLOWED = Setup(overrides=("max.connections.per.ip=2147483647",))  # moldau's default is 2,000
BUSY = {"topic": "bench", "partitions": 4, "connections": 4, "depth": 5, **SMALL}


def requests_per_second(subject):
    outcome = load(subject, "produce", **BUSY)
    return outcome.requests / outcome.seconds


def measure(subject):
    count = subject.settings.idle_connections
    topics.create(subject, BUSY["topic"], BUSY["partitions"])
    warm_up(subject, "produce", **BUSY)
    without = requests_per_second(subject)
    before = subject.process.resident_bytes()
    with contextlib.ExitStack() as held:
        for _ in range(count):
            wire.ask_versions(held.enter_context(wire.connect(subject.port)))
        time.sleep(SETTLE_S)
        after = subject.process.resident_bytes()
        beside = requests_per_second(subject)
    return {"KiB per connection": (after - before) / count / 1024, "requests/s without": without,
            "requests/s with": beside, "with/without": beside / without}


WORKLOADS = [Workload("idle", "5,000 connections that asked once: memory each, and small-depth-5 with and without them",
                      lambda _: [Row("idle", measure, BROKERS, ALLOWED)])]
