"""A consumer that replays what is no longer in memory, beside clients that wait for their answers."""
import concurrent.futures
import os

from harness import topics
from harness.load import BIG, latencies, load
from harness.workload import BROKERS, Row, Workload
from workloads.pace import DELIVERED, PACED
from workloads.throughput import fill

REPLAY = {"partitions": 1, "connections": 1, "max_bytes": 4 << 20, **BIG}
SLOWLY = {"pause_ms": 20}  # some 200 MB/s: as fast as one goes that does something with what it reads
WARM_BYTES = 256 << 20


def drop_from_cache(folder):
    for path in folder.glob("cold-*/*.log"):
        file = os.open(path, os.O_RDONLY)
        os.fsync(file)
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(file)


def waiting_clients(pool, subject):
    futures = {"paced": pool.submit(latencies, subject, "paced", topic="paced", **PACED),
               "deliver": pool.submit(latencies, subject, "deliver", topic="deliver", **DELIVERED)}
    return {name: future.result()[1]["p99 ms"] for name, future in futures.items()}


def beside_replay(pool, subject, topic, **pace):
    drop_from_cache(subject.data)
    replay = pool.submit(load, subject, "fetch", topic=topic, **REPLAY, **pace)
    figures = waiting_clients(pool, subject)
    outcome = replay.result()
    return figures | {"replay MB/s": outcome.bytes / outcome.seconds / 1e6}


def measure(subject):
    topics.create(subject, "paced", PACED["partitions"])
    topics.create(subject, "deliver", 1)
    for topic, size in (("cold", subject.settings.cold_gb * (1 << 30)), ("warm", WARM_BYTES)):
        topics.create(subject, topic, 1)
        fill(subject, topic, size)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        waiting_clients(pool, subject)  # to warm up
        phases = {"alone": waiting_clients(pool, subject),
                  "warm, slowly": beside_replay(pool, subject, "warm", **SLOWLY),
                  "cold, slowly": beside_replay(pool, subject, "cold", **SLOWLY),
                  "warm, at most": beside_replay(pool, subject, "warm"),
                  "cold, at most": beside_replay(pool, subject, "cold")}
    return {f"{what}: {name}": value for what, figures in phases.items() for name, value in figures.items()}


WORKLOADS = [Workload("cold-reads", "p99 in ms of paced and deliver alone, and beside a consumer that replays 8 GiB that only the disk has, slowly "
                                    "and as fast as it can; the same from memory, to tell the disk from the processor",
                      lambda _: [Row("cold-reads", measure, BROKERS)])]
