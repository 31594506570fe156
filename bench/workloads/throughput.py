"""As much as the broker does: connections that send the next request once one is answered."""
import functools

from harness import topics
from harness.load import BIG, SMALL, load, warm_up
from harness.workload import Row, Workload

TOPIC = "bench"
BIG_CONNECTIONS = {"connections": 2, "depth": 4, **BIG}


def produce(subject, figures, **options):
    """Each connection with a partition of its own."""
    options = {"topic": TOPIC, "partitions": options["connections"], **options}
    topics.create(subject, TOPIC, options["partitions"])
    warm_up(subject, "produce", **options)
    return figures(load(subject, "produce", **options))


def produce_bytes(subject, **options):
    return produce(subject, lambda outcome: outcome.bytes_figures(), **options)


def produce_requests(subject, **options):
    return produce(subject, lambda outcome: outcome.requests_figures(), **options)


def fill(subject, topic, size_bytes, partitions=1):
    """Writes big batches to every partition, one connection each."""
    batch_bytes = BIG["records"] * BIG["record_bytes"]
    each = max(1, round(size_bytes / batch_bytes / partitions))
    load(subject, "produce", seconds=600, topic=topic, partitions=partitions, connections=partitions, depth=2,
         requests=each, **BIG)


def fetch(subject):
    options = {"topic": TOPIC, "partitions": 2, "connections": 2, "max_bytes": 4 << 20, **BIG}
    topics.create(subject, TOPIC, 2)
    fill(subject, TOPIC, subject.settings.fill_mb << 20, partitions=2)
    warm_up(subject, "fetch", **options)
    return load(subject, "fetch", **options).bytes_figures()


def round_trips(subject, connections=4):
    options = {"connections": connections, "depth": 1}
    warm_up(subject, "round-trips", **options)
    return load(subject, "round-trips", **options).requests_figures()


def single(name, summary, measure, **options):
    return Workload(name, summary, lambda _: [Row(name, functools.partial(measure, **options))])


WORKLOADS = [
    single("big-produce", "Produce of 640 records of 1 KiB, acks=1, 2 connections, 4 in flight", produce_bytes,
           **BIG_CONNECTIONS),
    single("small-depth-1", "Produce of a record of 100 B, acks=1, 4 connections, 1 in flight", produce_requests,
           connections=4, depth=1, **SMALL),
    single("small-depth-5", "the same, 5 in flight", produce_requests, connections=4, depth=5, **SMALL),
    single("fetch", "Fetch of 4 MiB from 256 MiB in the page cache, 2 connections", fetch),
    single("round-trips", "ApiVersions, 4 connections, 1 in flight", round_trips),
]
