"""How large a broker is once much has gone through it."""
from harness import topics
from harness.load import BIG, load
from harness.subjects import Setup
from harness.workload import BROKERS, Row, Workload
from workloads.throughput import BIG_CONNECTIONS, fill

PASSING = {"retention.bytes": str(64 << 20), "segment.bytes": str(32 << 20), "file.delete.delay.ms": "1000"}
OFTEN = Setup(overrides=("log.retention.check.interval.ms=1000",))
LIMIT_S = 600
SLICE_S = 2


def produce(subject, size_bytes):
    topics.create(subject, "passing", 2, PASSING)
    batch_bytes = BIG["records"] * BIG["record_bytes"]
    each = max(1, round(size_bytes / batch_bytes / BIG_CONNECTIONS["connections"]))
    load(subject, "produce", LIMIT_S, topic="passing", partitions=2, requests=each, **BIG_CONNECTIONS)


def fetch(subject, size_bytes):
    """From another topic, since what is read again and again must stay."""
    topics.create(subject, "staying", 2)
    fill(subject, "staying", subject.settings.fill_mb << 20, partitions=2)
    fetched = 0
    while fetched < size_bytes:
        fetched += load(subject, "fetch", SLICE_S, topic="staying", partitions=2, connections=2, max_bytes=4 << 20,
                        **BIG).bytes


def measure(subject):
    size_bytes = subject.settings.memory_gb * 1e9
    figures = {"RSS at start MB": subject.process.resident_bytes() / 1e6}
    produce(subject, size_bytes)
    figures["RSS after produce MB"] = subject.process.resident_bytes() / 1e6
    fetch(subject, size_bytes)
    return figures | {"RSS after fetch MB": subject.process.resident_bytes() / 1e6}


WORKLOADS = [Workload("memory", "resident memory after 5 GB produced in big batches and 5 GB fetched",
                      lambda _: [Row("memory", measure, BROKERS, OFTEN)])]
