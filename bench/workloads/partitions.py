"""Many partitions: loaded, made, and there at a start."""
import time

from harness import topics
from harness.load import SMALL, load, warm_up
from harness.workload import BROKERS, Ratio, Row, Workload

FEW = 10
FIRST_ROUND_S = 60


def spread_over(subject, partitions):
    options = {"topic": "bench", "partitions": partitions, "spread": True, "connections": 4, "depth": 5, **SMALL}
    topics.create(subject, "bench", partitions)
    warm_up(subject, "produce", **options)
    load(subject, "produce", seconds=FIRST_ROUND_S, requests=partitions, **options)  # opens each partition's files
    return load(subject, "produce", **options).requests_figures()


def create(subject):
    topics.create(subject, "warm-up", FEW)
    begin = time.monotonic()
    topics.create(subject, "bench", subject.settings.partitions)
    return {"seconds": time.monotonic() - begin}


def start_empty(subject):
    return {"ms": 1000 * subject.start()}


def start_full(subject):
    subject.start()
    topics.create(subject, "bench", subject.settings.partitions)
    subject.stop()
    return {"ms": 1000 * subject.start()}


def many(settings):
    return f"{settings.partitions:,} partitions"


WORKLOADS = [
    Workload("partitions", "small-depth-5 in turn over 10,000 partitions, beside over 10",
             lambda settings: [Row("few", lambda subject: spread_over(subject, FEW), BROKERS),
                               Row("many", lambda subject: spread_over(subject, settings.partitions), BROKERS)],
             (Ratio("many over few", "requests/s", "many", "few"),)),
    Workload("create", "seconds until a topic of 10,000 partitions can be produced to",
             lambda settings: [Row(many(settings), create, BROKERS)]),
    Workload("start", "from exec to the first answer, on an empty folder and with 10,000 partitions after a clean stop",
             lambda settings: [Row("empty", start_empty, BROKERS, started=False),
                               Row(many(settings), start_full, BROKERS, started=False)]),
]
