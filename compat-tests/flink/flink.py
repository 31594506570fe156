"""A Flink job that fails, is killed, and loses its broker: what it moves comes once and in order.

flink.py COMMAND...   the command that runs the job (see MoveRecords)
"""
import contextlib
import pathlib
import sys
import tempfile
import time

import moved
import program
import repeats
import the_round as r

PARTITIONS = 2
# Of each kind that troubles_of has.
KILLS = repeats.kills(1, 17)
# From one trouble to the next, and as many before the first and after the last.
RECORDS_BETWEEN = 400
RECORDS = RECORDS_BETWEEN * (3 * KILLS + 2)
LIMIT_S = 100 * (KILLS + 1)


class Job(program.Program):
    """Moves records; begins anew at the last checkpoint."""

    def __init__(self, command, topics, folder):
        super().__init__([*command, *topics, folder, ""], folder / "job.log")
        self.folder = folder

    def last_checkpoint(self):
        """A folder, or the empty string."""
        return str(max((path.parent for path in self.folder.glob("checkpoints/*/chk-*/_metadata")),
                       key=lambda path: int(path.name.removeprefix("chk-")), default=""))

    def await_checkpoint(self):
        """Returns as soon as one is there, which is before its transactions are committed, mostly."""
        last, deadline = self.last_checkpoint(), time.monotonic() + 60
        while self.last_checkpoint() in (last, ""):
            if time.monotonic() > deadline:
                raise AssertionError(f"no checkpoint after {last} within 60 s")
            time.sleep(0.001)

    def start_again(self):
        self.kill()
        self.command[-1] = self.last_checkpoint()
        self.start()

    def failures(self):
        return sorted(path.name for path in self.folder.glob("failed-on-*"))


def restart_broker():
    r.broker("kill")
    r.broker("start")


def troubles_of(job):
    """What happens to a job, again and again: name and what it does. It fails twice on its own besides, see MoveRecords."""
    return KILLS * [("kill -9 of the broker", restart_broker),
            ("kill -9 of the job at a checkpoint", lambda: (job.await_checkpoint(), job.start_again())),
            ("kill -9 of the broker at a checkpoint", lambda: (job.await_checkpoint(), restart_broker()))]


def move(job, readers):
    troubles, deadline = troubles_of(job), time.monotonic() + LIMIT_S
    done = 0
    while any(reader.count() < RECORDS for reader in readers):
        for reader in readers:
            reader.poll(0.01)
        if done < len(troubles) and readers[0].count() >= RECORDS_BETWEEN * (done + 1):
            name, happen = troubles[done]
            r.step(f"{name}, after {readers[0].count()} records")
            happen()
            done += 1
        if time.monotonic() > deadline:
            raise AssertionError(f"{[reader.count() for reader in readers]} of {RECORDS} records came within {LIMIT_S} s:\n" + "\n".join(job.said()[-40:]))
    job.check()
    r.equal("troubles", done, len(troubles))
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
    print(f"Flink: passed, {RECORDS} records to each of {len(targets)} topics, through {3 * KILLS} kills")


main()
