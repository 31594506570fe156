"""A consumer that replays what is no longer in memory, beside clients that wait for their answers."""
import concurrent.futures
import os
import threading

from harness import topics
from harness.load import BIG, latencies, load
from harness.workload import BROKERS, Row, Workload
from workloads.pace import DELIVERED, PACED
from workloads.throughput import fill

COLD_TOPIC = "cold"
DROP_EVERY_S = 0.5


def drop_from_cache(folder):
    for path in folder.glob(f"{COLD_TOPIC}-*/*.log"):
        file = os.open(path, os.O_RDONLY)
        os.fsync(file)
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(file)


def keep_dropping(folder, done: threading.Event):
    """A reader that is fast begins again, and must find nothing in memory either."""
    while not done.wait(DROP_EVERY_S):
        drop_from_cache(folder)


def waiting_clients(pool, subject):
    paced = pool.submit(latencies, subject, "paced", topic="paced", **PACED)
    delivered = pool.submit(latencies, subject, "deliver", topic="deliver", **DELIVERED)
    figures = {}
    for name, future in (("paced", paced), ("deliver", delivered)):
        _, percentiles = future.result()
        figures[name] = percentiles["p99 ms"]
    return figures


def replay(subject):
    outcome = load(subject, "fetch", topic=COLD_TOPIC, partitions=1, connections=1, max_bytes=4 << 20, **BIG)
    return outcome.bytes / outcome.seconds / 1e6


def measure(subject):
    topics.create(subject, "paced", PACED["partitions"])
    topics.create(subject, "deliver", 1)
    topics.create(subject, COLD_TOPIC, 1)
    fill(subject, COLD_TOPIC, subject.settings.cold_gb * (1 << 30))
    drop_from_cache(subject.data)
    done = threading.Event()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        waiting_clients(pool, subject)  # to warm up
        without = waiting_clients(pool, subject)
        dropping = pool.submit(keep_dropping, subject.data, done)
        try:
            replayed = pool.submit(replay, subject)
            beside = waiting_clients(pool, subject)
            replayed_mb = replayed.result()
        finally:
            done.set()
        dropping.result()
    figures = {}
    for name, value in without.items():
        figures |= {f"{name} p99 without ms": value, f"{name} p99 with ms": beside[name]}
    return figures | {"replayed MB/s": replayed_mb}


WORKLOADS = [Workload("cold-reads", "p99 of paced and deliver with and without a replay of 1 GiB that is only on the disk",
                      lambda _: [Row("cold-reads", measure, BROKERS)])]
