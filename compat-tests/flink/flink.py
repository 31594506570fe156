"""A Flink job that fails, is killed, and loses its broker: what it moves comes once and in order.

flink.py COMMAND...   the command that runs the job (see MoveRecords)
"""
import contextlib
import pathlib
import subprocess
import sys
import tempfile
import time

import moved
import the_round as r

PARTITIONS = 2
RECORDS = 2000
LIMIT_S = 400


class Job:
    """A process that moves records; begins anew at the last checkpoint."""

    def __init__(self, command, topics, folder):
        self.command = [*command, *topics, str(folder)]
        self.folder = folder
        self.process = None

    def __enter__(self):
        self.start("")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def start(self, checkpoint):
        self.process = subprocess.Popen([*self.command, checkpoint], stdin=subprocess.DEVNULL)

    def last_checkpoint(self):
        """A folder, or the empty string."""
        return str(max((path.parent for path in self.folder.glob("checkpoints/*/chk-*/_metadata")),
                       key=lambda path: int(path.name.removeprefix("chk-")), default=""))

    def await_checkpoint(self):
        """Returns as soon as one is there, which is before its transactions are committed, mostly."""
        last, deadline = self.last_checkpoint(), time.monotonic() + 120
        while self.last_checkpoint() in (last, ""):
            if time.monotonic() > deadline:
                raise AssertionError(f"no checkpoint after {last} within 120 s")
            time.sleep(0.001)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.start(self.last_checkpoint())

    def failures(self):
        return sorted(path.name for path in self.folder.glob("failed-on-*"))


def restart_broker():
    r.broker("kill")
    r.broker("start")


def troubles_of(job):
    """What happens to a job, evenly over its records: name and what it does. It fails twice on its own besides, see MoveRecords."""
    return [("kill -9 of the broker", restart_broker),
            ("kill -9 of the job at a checkpoint", lambda: (job.await_checkpoint(), job.kill())),
            ("kill -9 of the broker at a checkpoint", lambda: (job.await_checkpoint(), restart_broker()))]


def move(job, readers):
    troubles, deadline = troubles_of(job), time.monotonic() + LIMIT_S
    done = 0
    while any(reader.count() < RECORDS for reader in readers):
        for reader in readers:
            reader.poll(0.01)
        if done < len(troubles) and readers[0].count() >= RECORDS * (done + 1) // (len(troubles) + 2):
            name, happen = troubles[done]
            r.step(f"{name}, after {readers[0].count()} records")
            happen()
            done += 1
        if time.monotonic() > deadline:
            raise AssertionError(f"{[reader.count() for reader in readers]} of {RECORDS} records came within {LIMIT_S} s")
    r.equal("the job's exit code", job.process.poll(), None)
    r.equal("failures of the job's own", job.failures(), ["failed-on-checkpoint", "failed-on-record"])


def end_offset(partition, isolation_level):
    """With read_committed it is the last stable offset."""
    with contextlib.closing(moved.consumer(isolation_level)) as consumer:
        return consumer.get_watermark_offsets(partition, timeout=10)[1]


def check(reader):
    reader.drain(2)  # nothing more may come than all
    reader.must_have_once(RECORDS)
    for partition in reader.partitions:
        r.equal(f"the last stable offset of {partition.topic}-{partition.partition}",
                end_offset(partition, "read_committed"), end_offset(partition, "read_uncommitted"))


def main():
    source, *targets = topics = [r.unique(name) for name in ("source", "incrementing", "pooling")]
    moved.create(PARTITIONS, *topics)
    moved.fill(source, PARTITIONS, range(RECORDS))
    readers = [moved.Reader(target, PARTITIONS) for target in targets]
    with tempfile.TemporaryDirectory() as folder, Job(sys.argv[1:], topics, pathlib.Path(folder)) as job:
        move(job, readers)
        for reader in readers:
            check(reader)
    print(f"Flink: passed, {RECORDS} records to each of {len(targets)} topics")


main()
