"""System calls that fail, one kind after the other, in the middle of traffic.

What holds: whoever cannot be stored is told KAFKA_STORAGE_ERROR, also after the disk works again; the failed directory is
left alone, the other goes on; and after a kill -9 and a start everything acknowledged is there, once and in order.
"""
import errno
import os
import pathlib
import select
import subprocess
import sys
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

import disk as d
import the_round as r

QUIET = {"log_level": 0}
RECORD_BYTES = 40_000
SEGMENT_BYTES = 1 << 20
BEFORE, LATER = 20, 60
CONFIG = {"segment.bytes": str(SEGMENT_BYTES), "index.interval.bytes": "0", "file.delete.delay.ms": "100"}


def create(name, partitions=1, **options):
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    admin.create_topics([NewTopic(name, partitions, 1, config=CONFIG)], **options)[name].result()


def delete(name):
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    admin.delete_topics([name], request_timeout=5)[name].result()


def partitions_by_topic():
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    return {name: len(topic.partitions) for name, topic in admin.list_topics(timeout=10).topics.items()}


class Topic:
    """One partition, its producer, and what was sent to it and acknowledged."""

    def __init__(self, name):
        self.name, self.sent, self.acked, self.errors = name, 0, [], []
        self.producer = self.new_producer(enable_idempotence=True)

    def new_producer(self, **options):
        chosen = {key.replace("_", "."): value for key, value in options.items()}
        return Producer({"bootstrap.servers": r.bootstrap(), "acks": "all", "linger.ms": 0, "message.timeout.ms": 1500,
                         "batch.num.messages": 1, "socket.timeout.ms": 1200, **chosen, **QUIET})

    def value(self, number):
        return (f"{number} " * (RECORD_BYTES // len(f"{number} "))).encode()

    def produce(self, count):
        """Sends `count` records, or as many as there are up to the first that fails; whether all are acknowledged."""
        for number in range(self.sent, self.sent + count):
            self.sent = number + 1
            self.producer.produce(self.name, value=self.value(number), partition=0, on_delivery=self.delivered(number))
            if self.producer.flush(10) != 0 or self.errors:
                return False
        return True

    def delivered(self, number):
        return lambda error, _: self.errors.append(error) if error else self.acked.append(number)

    def probe(self):
        """The code that one record gets, asked once."""
        codes = []
        producer = self.new_producer(retries=0)
        producer.produce(self.name, value=self.value(self.sent), partition=0,
                         on_delivery=lambda error, _: codes.append(error.code() if error else KafkaError.NO_ERROR))
        self.sent += 1
        producer.flush(10)
        return codes[0] if codes else None

    def check_refused(self, when):
        """Metadata names no leader, so that a client waits for one, and whoever asks nevertheless is told why."""
        code = self.probe()
        if code not in (KafkaError.KAFKA_STORAGE_ERROR, KafkaError._MSG_TIMED_OUT):
            raise AssertionError(f"{when} a record gets {code}")

    def check(self):
        """All that was acknowledged is there, once and in order, and nothing that was not sent."""
        consumer = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": self.name, "enable.auto.commit": False, **QUIET})
        try:
            _, end = consumer.get_watermark_offsets(TopicPartition(self.name, 0), timeout=10)
            consumer.assign([TopicPartition(self.name, 0, 0)])
            found = []
            while len(found) < end:
                message = consumer.poll(10)
                if message is None or message.error():
                    raise AssertionError(f"{len(found)} of {end} records of {self.name}, then {message and message.error()}")
                number = int(message.value().split()[0])
                r.equal(f"bytes of record {number}", message.value(), self.value(number))
                found.append(number)
        finally:
            consumer.close()
        r.equal("records in order and once", found, sorted(set(found)))
        r.equal("acknowledged records that are gone", [number for number in self.acked if number not in set(found)], [])
        r.equal("records that nobody sent", [number for number in found if number >= self.sent], [])


class Scene:
    """A broker with two log directories, and a topic in each."""

    def __init__(self, disk, data):
        self.disk, self.directories = disk, [data / "one", data / "two"]

    def topic_in(self, directory, kind):
        for attempt in range(10):
            name = r.unique(f"{kind}{attempt}")
            create(name)
            if (self.directories[directory] / f"{name}-0").exists():
                return Topic(name)
        raise AssertionError(f"no topic comes into {self.directories[directory]}")

    def restart(self):
        self.disk.mend()
        r.broker("kill")
        r.broker("start")


def storage_fails(scene, calls, ending, *, folder="topic", **how):
    """Calls on the victim's files fail while both topics are written to."""
    victim, healthy = scene.topic_in(1, "victim"), scene.topic_in(0, "healthy")
    assert victim.produce(BEFORE) and healthy.produce(BEFORE), "nothing failed yet"
    part = scene.directories[1] / (f"{victim.name}-0/" if folder == "topic" else "")
    scene.disk.fail(calls, part, ending, **how)
    stored = victim.produce(LATER)
    r.equal("the other directory goes on", healthy.produce(BEFORE), True)
    if scene.disk.failed == 0:
        raise AssertionError("no call failed: this tests nothing")
    if not stored:
        victim.check_refused("while the disk fails")
        tried = scene.disk.after
        scene.disk.mend()
        victim.check_refused("once the disk works again")
        r.equal("calls on the failed directory after its end was known", scene.disk.after, tried)
    scene.restart()
    for topic in (victim, healthy):
        topic.check()
        topic.errors.clear()
        topic.producer = topic.new_producer(enable_idempotence=True)
        r.equal("it is written to again", topic.produce(3), True)
        topic.check()
    return "refused" if not stored else "went on"


def must_refuse(*arguments, **how):
    r.equal("a failed call that matters", storage_fails(*arguments, **how), "refused")


def checkpoint_fails(scene, calls, **how):
    """The directory whose checkpoints cannot be written goes offline by itself, and loses nothing."""
    victim, healthy = scene.topic_in(1, "victim"), scene.topic_in(0, "healthy")
    assert victim.produce(BEFORE) and healthy.produce(BEFORE), "nothing failed yet"
    scene.disk.fail(calls, scene.directories[1] / "recovery-point-offset-checkpoint", **how)
    r.eventually("a checkpoint fails", lambda: scene.disk.failed > 0, 10)
    r.eventually("the directory is offline", lambda: not victim.produce(1), 10)
    r.equal("the other directory goes on", healthy.produce(BEFORE), True)
    scene.restart()
    victim.check()
    healthy.check()


def metadata_fails(scene, calls, **how):
    """Creating and deleting topics while the metadata store cannot write: all or nothing."""
    kept = scene.topic_in(0, "kept")
    assert kept.produce(3)
    names = [r.unique("half") for _ in range(3)]
    scene.disk.fail(calls, scene.directories[0] / "moldau-metadata", **how)
    refused = []
    for name in names:
        try:
            create(name, 2, request_timeout=5)
        except KafkaException:
            refused.append(name)
    if scene.disk.failed == 0:
        raise AssertionError("no call failed: this tests nothing")
    try:
        delete(kept.name)
        deleted = True
    except KafkaException:
        deleted = False
    scene.restart()
    known = partitions_by_topic()
    for name in names:
        if name not in refused or name in known:
            r.equal(f"partitions of {name}", known.get(name), 2)
    if not deleted and kept.name in known:
        kept.check()
    if deleted:
        r.equal("a deleted topic is gone", kept.name in known, False)
    create(r.unique("after"))


def commits_fail(scene, calls, **how):
    """A commit that is not stored is refused, and the last one that was is what a member gets afterwards."""
    topic = scene.topic_in(0, "committed")
    assert topic.produce(10)
    group = r.unique("group")
    partition = TopicPartition(topic.name, 0)

    def commit(offset):
        member = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": group, "socket.timeout.ms": 3000, **QUIET})
        try:
            member.commit(offsets=[TopicPartition(topic.name, 0, offset)], asynchronous=False)
            return True
        except KafkaException:
            return False
        finally:
            member.close()

    r.equal("the first commit", commit(3), True)
    scene.disk.fail(calls, "/__consumer_offsets-", ".log", **how)
    stored = commit(7)
    if scene.disk.failed == 0:
        raise AssertionError("no call failed: this tests nothing")
    r.equal("a commit that could not be stored is confirmed", stored, False)
    scene.restart()
    member = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": group, **QUIET})
    committed = member.committed([partition], timeout=20)[0].offset
    member.close()
    r.equal("committed offset is the confirmed one, or the one that was under way", committed in (3, 7), True)


def start_fails(scene, calls, ending, **how):
    """What fails during recovery costs nothing: the next start has everything."""
    topic = scene.topic_in(1, "started")
    assert topic.produce(BEFORE)
    r.broker("kill")
    scene.disk.fail(calls, scene.directories[1], ending, **how)
    started = subprocess.run([os.environ["BROKER"], "start"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    # The port is open before the logs are.
    r.eventually("a call fails", lambda: scene.disk.failed > 0, 10)
    if started.returncode == 0:
        topic.check_refused("after a start on a failing disk")
        r.broker("kill")
    scene.disk.mend()
    r.broker("start")
    topic.check()


def broker_ended():
    """With its last thread, which gives the port back."""
    try:
        process = os.pidfd_open(int(pathlib.Path(os.environ["BROKER_DIR"], "pid").read_text()))
    except ProcessLookupError:
        return True
    with os.fdopen(process):
        return bool(select.select([process], [], [], 0)[0])


def all_directories_fail(scene, calls, ending):
    """A broker without a directory ends, as Kafka's does; the next start has everything."""
    topics = [scene.topic_in(directory, f"victim-in-{directory}-") for directory in (0, 1)]
    assert all(topic.produce(BEFORE) for topic in topics), "nothing failed yet"
    for topic in topics:
        r.equal("the broker ended before", broker_ended(), False)
        scene.disk.fail(calls, f"/{topic.name}-0/", ending)
        r.equal("it is stored", topic.produce(LATER), False)
        topic.errors.clear()
    r.eventually("the broker ends", broker_ended)
    scene.disk.mend()
    r.broker("start")
    for topic in topics:
        topic.check()
    return "ended"


def cases(scene):
    """Name and run of each."""
    one, full = {"times": 1}, {"error": errno.ENOSPC}
    torn = {"torn": True, "error": errno.ENOSPC}
    return {
        "log write EIO": lambda: must_refuse(scene, d.WRITE, ".log"),
        "log write EIO once": lambda: must_refuse(scene, d.WRITE, ".log", **one),
        "log write ENOSPC": lambda: must_refuse(scene, d.WRITE, ".log", **full),
        "log write torn by ENOSPC": lambda: must_refuse(scene, d.WRITE, ".log", skip=2, **torn),
        "log sync EIO": lambda: must_refuse(scene, d.SYNC, ".log"),
        "log sync EIO once": lambda: must_refuse(scene, d.SYNC, ".log", skip=1, **one),
        "index write EIO once": lambda: must_refuse(scene, d.WRITE, ".index", skip=2, **one),
        "time index write ENOSPC": lambda: storage_fails(scene, d.WRITE, ".timeindex", **full),
        "roll: log creation ENOSPC": lambda: must_refuse(scene, d.CREATE, ".log", **full),
        "roll: index creation EIO once": lambda: must_refuse(scene, d.CREATE, ".index", **one),
        "roll: truncate EIO": lambda: storage_fails(scene, d.TRUNCATE, ""),
        "roll: snapshot EIO": lambda: storage_fails(scene, d.WRITE | d.CREATE | d.RENAME, ".snapshot"),
        "every sync of the directory": lambda: must_refuse(scene, d.SYNC, "", folder="directory"),
        "everything of the directory": lambda: must_refuse(scene, 127, "", folder="directory"),
        "log writes of all directories": lambda: all_directories_fail(scene, d.WRITE, ".log"),
        "checkpoint write EIO once": lambda: checkpoint_fails(scene, d.WRITE, **one),
        "checkpoint sync EIO": lambda: checkpoint_fails(scene, d.SYNC),
        "checkpoint rename EIO": lambda: checkpoint_fails(scene, d.RENAME),
        "metadata write EIO": lambda: metadata_fails(scene, d.WRITE),
        "metadata write ENOSPC once": lambda: metadata_fails(scene, d.WRITE, **one, **full),
        "metadata sync EIO": lambda: metadata_fails(scene, d.SYNC),
        "metadata sync EIO once": lambda: metadata_fails(scene, d.SYNC, **one),
        "metadata write torn": lambda: metadata_fails(scene, d.WRITE, **torn),
        "commit write EIO": lambda: commits_fail(scene, d.WRITE),
        "commit sync EIO once": lambda: commits_fail(scene, d.SYNC, **one),
        "recovery read EIO": lambda: start_fails(scene, d.READ, ".log"),
        "recovery read EIO once": lambda: start_fails(scene, d.READ, ".log", **one),
        "recovery write ENOSPC": lambda: start_fails(scene, d.WRITE | d.CREATE, "", **full),
        "recovery sync EIO": lambda: start_fails(scene, d.SYNC, ""),
    }


def main():
    folder = pathlib.Path(os.environ["BROKER_DIR"])
    disk = d.Disk(folder, os.environ["MOLDAU"])
    os.environ["MOLDAU"] = str(disk.wrapper)
    data = folder / "data"
    base = f"log.dirs={data / 'one'},{data / 'two'}\noffsets.topic.num.partitions=1"
    r.broker("stop")
    wanted = sys.argv[1:]
    failures = []
    for name, run in cases(Scene(disk, data)).items():
        if wanted and name not in wanted:
            continue
        subprocess.run(["rm", "-rf", data / "one", data / "two"], check=True)
        disk.mend()
        # Often enough to be met, and else never: recovery has then all to read.
        interval = 200 if name.startswith("checkpoint") else 60_000
        os.environ["BROKER_OVERRIDES"] = f"{base}\nlog.flush.offset.checkpoint.interval.ms={interval}"
        r.broker("start")
        began = time.monotonic()
        try:
            run()
            r.step(f"{name}: holds ({time.monotonic() - began:.1f} s)")
        except Exception as error:  # every case has its turn
            failures.append(name)
            r.step(f"{name}: FAILED: {error!r}")
        finally:
            disk.mend()
            subprocess.run([os.environ["BROKER"], "kill"], stdin=subprocess.DEVNULL)
    if failures:
        sys.exit(f"{len(failures)} failed: {failures}")
    r.broker("start")


main()
