"""Latencies at a rate that every subject keeps up with."""
from harness import topics
from harness.load import SMALL, latencies, load
from harness.workload import Row, Workload

PACED = {"rate": 1000, "connections": 4, "partitions": 4, **SMALL}
DELIVERED = {"rate": 500, **SMALL}


def at_rate(subject, kind, **options):
    options = {"topic": kind, **options}
    topics.create(subject, kind, options.get("partitions", 1))
    load(subject, kind, subject.warm_up_seconds(), **options)
    outcome, figures = latencies(subject, kind, **options)
    return figures | {"requests per CPU s": outcome.per_cpu_second(outcome.requests)}


WORKLOADS = [
    Workload("paced", "latency of Produce of 100 B, 1,000 a second over 4 connections",
             lambda _: [Row("paced", lambda subject: at_rate(subject, "paced", **PACED))]),
    Workload("deliver", "latency from producer to consumer's long poll, 500 records of 100 B a second",
             lambda _: [Row("deliver", lambda subject: at_rate(subject, "deliver", **DELIVERED))]),
]
