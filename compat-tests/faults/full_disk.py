"""A disk that fills up, for real (scenario S13): a tmpfs of some megabytes, on which a big file leaves what a broker can get on with for a moment.

Where nothing may be mounted, /dev/shm stands in, if it is as small as containers have it.
"""
import errno
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

from confluent_kafka import KafkaException

import repeats
import the_round as r
from scene import Scene, commit, committed
from topic import create, partitions_by_topic

SEED = repeats.seed()
ROUNDS = 40 if repeats.LONG else 5
DISK_BYTES = 48 << 20
LARGEST_SHM_BYTES = 256 << 20
MOST_LEFT_BYTES = 200_000
BEFORE, LATER = 10, 30
MOUNTED = "FULL_DISK"  # in the environment: where, in a process of a namespace of its own


def mount(on):
    return ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(on)]


def small_disk(folder):
    """A folder on one. Begins this program again where a mount would be its own."""
    if MOUNTED in os.environ:
        subprocess.run(mount(os.environ[MOUNTED]), check=True)
        return pathlib.Path(os.environ[MOUNTED])
    disk = folder / "small"
    disk.mkdir()
    for apart in (["unshare", "-m"], ["unshare", "-rm"]):
        if subprocess.run([*apart, *mount(disk)], capture_output=True).returncode == 0:
            os.execvpe(apart[0], [*apart, sys.executable, *sys.argv], dict(os.environ, **{MOUNTED: str(disk)}))
    shm = os.statvfs("/dev/shm")
    if shm.f_blocks * shm.f_frsize > LARGEST_SHM_BYTES:
        sys.exit("no small disk: mount and unshare are refused, and /dev/shm is too large to be filled")
    return pathlib.Path(tempfile.mkdtemp(dir="/dev/shm"))


def free_bytes(folder):
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize


class Ballast:
    def __init__(self, disk):
        self.file = disk / "ballast"

    def leave(self, size):
        """Or somewhat less, as the broker goes on writing."""
        with open(self.file, "wb") as file:
            while (free := free_bytes(self.file.parent)) > size:
                try:
                    return os.posix_fallocate(file.fileno(), 0, free - size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    size += 4096

    def drop(self):
        self.file.unlink(missing_ok=True)


def created(name):
    try:
        create(name, 2, request_timeout=5)
        return True
    except KafkaException:
        return False


def fills_up_S13(scene, ballast, left):
    """All of it or one of two directories fills up while records, offsets and topics come; later there is space again."""
    only = len(scene.directories) == 1
    victim = scene.topic_in(-1, "victim")
    healthy = None if only else scene.topic_in(0, "healthy")
    group, new = r.unique("group"), r.unique("new")
    assert victim.produce(BEFORE) and (only or healthy.produce(BEFORE)) and commit(group, victim, 1), "there is space yet"
    ballast.leave(left)
    r.equal("more than there is space for is stored", victim.produce(LATER), False)
    confirmed, is_new = commit(group, victim, 2), created(new)
    if only:
        r.eventually("the broker ends with its only directory", r.broker_ended)
    else:
        r.equal("the other directory goes on", healthy.produce(BEFORE), True)
        victim.check_refused("while the disk is full")
    ballast.drop()
    if not only:
        victim.check_refused("once there is space again")
    scene.restart()
    for topic in filter(None, (victim, healthy)):
        topic.check()
        topic.errors.clear()
        topic.producer = topic.new_producer(enable_idempotence=True)
        r.equal("it is written to again", topic.produce(3), True)
        topic.check()
    r.equal("the group's offset", committed(group, victim) in ((2,) if confirmed else (1, 2)), True)
    r.equal("partitions of a topic, all or none", partitions_by_topic().get(new) in ((2,) if is_new else (None, 2)), True)


def main():
    data = pathlib.Path(os.environ["LOG_DIR"])
    if MOUNTED not in os.environ:
        r.step(f"repeat with SEED={SEED}")
        os.environ["SEED"] = str(SEED)
    disk = small_disk(pathlib.Path(os.environ["BROKER_DIR"]))
    ballast, chance = Ballast(disk), random.Random(SEED)
    if not r.broker_ended():
        r.broker("kill")
    try:
        for number in range(2 * ROUNDS):
            directories = [disk / "logs"] if number % 2 else [data / "one", disk / "logs"]
            for directory in directories:
                shutil.rmtree(directory, ignore_errors=True)
            os.environ["BROKER_OVERRIDES"] = f"log.dirs={','.join(map(str, directories))}\noffsets.topic.num.partitions=1"
            left = chance.choice([0, 4096, chance.randrange(MOST_LEFT_BYTES)])
            r.broker("start")
            fills_up_S13(Scene(directories), ballast, left)
            r.broker("kill")
            r.step(f"{'all directories' if number % 2 else 'one of two directories'}, {left} bytes left: passed")
    finally:
        if not r.broker_ended():
            r.broker("kill")
        shutil.rmtree(disk, ignore_errors=True)
    os.environ["BROKER_OVERRIDES"] = ""
    r.broker("start")


main()
