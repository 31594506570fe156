"""System calls that fail, one kind after the other, in the middle of traffic.

What holds: whoever cannot be stored is told KAFKA_STORAGE_ERROR, also after the disk works again; the failed directory is
left alone, the other goes on; and after a kill -9 and a start everything acknowledged is there, once and in order.
"""
import errno
import os
import pathlib
import subprocess
import sys
import time

from confluent_kafka import KafkaException

import disk as d
import the_round as r
from scene import Scene, commit, committed
from topic import create, delete, partitions_by_topic

BEFORE, LATER = 20, 60


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
    r.equal("the first commit", commit(group, topic, 3), True)
    scene.disk.fail(calls, "/__consumer_offsets-", ".log", **how)
    stored = commit(group, topic, 7)
    if scene.disk.failed == 0:
        raise AssertionError("no call failed: this tests nothing")
    r.equal("a commit that could not be stored is confirmed", stored, False)
    scene.restart()
    r.equal("committed offset is the confirmed one, or the one that was under way", committed(group, topic) in (3, 7), True)


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


def all_directories_fail(scene, calls, ending):
    """A broker without a directory ends, as Kafka's does; the next start has everything."""
    topics = [scene.topic_in(directory, f"victim-in-{directory}-") for directory in (0, 1)]
    assert all(topic.produce(BEFORE) for topic in topics), "nothing failed yet"
    for topic in topics:
        r.equal("the broker ended before", r.broker_ended(), False)
        scene.disk.fail(calls, f"/{topic.name}-0/", ending)
        r.equal("it is stored", topic.produce(LATER), False)
        topic.errors.clear()
    r.eventually("the broker ends", r.broker_ended)
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
    for name, run in cases(Scene([data / "one", data / "two"], disk)).items():
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
