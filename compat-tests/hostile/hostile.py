"""Peers that mean harm, or do not know better: what they cost the broker, and a healthy client beside them.

    hostile.py [CASE ...]     all cases, or the named ones
"""
import json
import os
import pathlib
import random
import resource
import socket
import struct
import subprocess
import sys
import time

from confluent_kafka import Producer

import healthy
import moved
import the_round as r
from background import Background

CROWD = 5000
FIRST_FRAME_S = 10
MEMORY_MB = 64
HERE = pathlib.Path(__file__).resolve().parent


def address():
    host, port = r.bootstrap().rsplit(":", 1)
    return host, int(port)


def connect():
    return socket.create_connection(address(), timeout=20)


def broker_pid():
    return int((pathlib.Path(os.environ["BROKER_DIR"]) / "pid").read_text())


def resident_mb():
    status = pathlib.Path(f"/proc/{broker_pid()}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def open_descriptors():
    return len(os.listdir(f"/proc/{broker_pid()}/fd"))


def at_most(what, got, limit):
    print(f"  {what}: {got:.1f}, at most {limit:.1f}", flush=True)
    if got > limit:
        raise AssertionError(f"{what}: {got} is more than {limit}")


def latencies(topic, seconds=3):
    host, port = address()
    output = subprocess.run([sys.executable, HERE / "healthy.py", host, str(port), topic, str(seconds)], check=True, capture_output=True, text=True)
    return json.loads(output.stdout)


class Crowd(Background):
    """Connections that all do the same on a thread, a little of it at a time, until the end of the block or until all were closed."""

    def __init__(self, size, data, every_s):
        super().__init__()
        self.size, self.data, self.every_s = size, data, every_s
        self.open = []

    def __enter__(self):
        while len(self.open) < self.size:
            self.open.append([connect(), 0])
            if len(self.open) % 10 == 0:
                time.sleep(0.001)  # a full backlog costs a second
        for connection, _ in self.open:
            connection.setblocking(False)
        return super().__enter__()

    def __exit__(self, *how):
        super().__exit__(*how)
        for connection, _ in self.open:
            connection.close()

    def is_alive(self, entry):
        connection, sent = entry
        try:
            if sent < len(self.data):
                entry[1] += connection.send(self.data[sent:sent + 1])
            return connection.recv(1) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def run(self):
        while self.open and not self.over.wait(self.every_s):
            alive = []
            for entry in self.open:
                if self.is_alive(entry):
                    alive.append(entry)
                else:
                    entry[0].close()
                if len(alive) % 100 == 0:
                    time.sleep(0.001)  # the healthy client needs a processor as well
            self.open = alive


class Flood(Background):
    """Connections, one after the other, that send bytes that are no request."""

    def __init__(self, rate, seed=1):
        super().__init__()
        self.rate, self.random = rate, random.Random(seed)
        self.sent = 0

    def garbage(self):
        kind = self.random.randrange(4)
        noise = self.random.randbytes(self.random.randrange(1, 4096))
        if kind == 0:
            return noise
        if kind == 1:  # a frame as long as it says, and nothing a decoder could make sense of
            return struct.pack(">i", len(noise)) + noise
        key, version = self.random.randrange(0, 80), self.random.randrange(0, 14)
        whole = healthy.frame(key, version, 7, noise)
        return whole if kind == 2 else whole[:self.random.randrange(1, len(whole))]

    def run(self):
        while not self.over.wait(1 / self.rate):
            try:
                with connect() as connection:
                    connection.sendall(self.garbage())
                    connection.settimeout(0.02)
                    connection.recv(65536)
            except OSError:
                pass
            self.sent += 1


class Hoarders(Background):
    """Connections that have made a request, announce a larger one than they ever send, and go on with it slowly."""

    def __init__(self, count):
        super().__init__()
        self.count, self.open = count, []

    def __enter__(self):
        for _ in range(self.count):
            connection = connect()
            connection.sendall(healthy.frame(18, 0, 7, b""))
            connection.recv(4096)
            connection.sendall(struct.pack(">i", 100 << 20))
            self.open.append(connection)
        return super().__enter__()

    def __exit__(self, *how):
        super().__exit__(*how)
        for connection in self.open:
            connection.close()

    def run(self):
        while not self.over.wait(0.2):
            for connection in self.open:
                try:
                    connection.send(bytes(1000))
                except OSError:
                    pass  # closed, as it should be


def beside(topic, own, crowd):
    """How the healthy client fares beside a crowd: its p90, as a shared machine's p99 is noise, within twice its own and what one turn of a processor takes."""
    with crowd:
        found = latencies(topic)
    at_most("a healthy client's p50 in ms", found["p50_ms"], own["p50_ms"] * 2 + 1)
    at_most("a healthy client's p90 in ms", found["p90_ms"], own["p90_ms"] * 2 + 4)


def slow_senders(topic, own):
    """They send a request, a byte now and then, and are closed when the first one takes too long."""
    before, resident = open_descriptors(), resident_mb()
    crowd = Crowd(CROWD, healthy.frame(3, 1, 7, healthy.metadata_body(topic)), every_s=1)
    with crowd:
        r.eventually("all are served", lambda: open_descriptors() >= before + CROWD)
        at_most("MB for each thousand connections", (resident_mb() - resident) / (CROWD / 1000), 16)
        r.eventually("slow connections are closed", lambda: not crowd.open, FIRST_FRAME_S + 15)
    r.eventually("their descriptors are free", lambda: open_descriptors() <= before + 5)


def slow_senders_beside(topic, own):
    """Those are no burden for others while they last."""
    beside(topic, own, Crowd(CROWD // 2, healthy.frame(3, 1, 7, healthy.metadata_body(topic)), every_s=1))


def garbage(topic, own):
    flood = Flood(rate=300)
    before = open_descriptors()
    beside(topic, own, flood)
    if flood.sent < 100:
        raise AssertionError(f"only {flood.sent} connections with garbage")
    r.eventually("their descriptors are free", lambda: open_descriptors() <= before + 5)


def announced(topic, own):
    """Frames of 100 MB are announced, and never come: memory is taken for what came alone."""
    resident = resident_mb()
    with Crowd(500, struct.pack(">i", 100 << 20) + healthy.frame(0, 7, 7, b"\0" * 2000)[4:], every_s=0.05):
        time.sleep(2)
        at_most("MB for frames that were announced", resident_mb() - resident, MEMORY_MB)
        latencies(topic, seconds=1)


def announced_later(topic, own):
    """The same of those who have spoken before: they may take their time, but not while others wait for what they announced."""
    with Hoarders(3):
        producer = Producer({"bootstrap.servers": r.bootstrap(), "message.timeout.ms": 60_000})
        producer.produce(topic, value=os.urandom(500_000))
        began = time.monotonic()
        r.equal("records left unsent", producer.flush(60), 0)
        at_most("seconds until a large request is served", time.monotonic() - began, FIRST_FRAME_S)


def long_names(topic, own):
    """A name of 32 KB, and a partition for each four bytes: nothing is copied, searched for or told for each of them."""
    resident, began = resident_mb(), time.monotonic()
    name, count = b"n" * 32_767, 200_000
    partitions = struct.pack(">i", count) + struct.pack(f">{count}i", *range(count))
    named = struct.pack(">ih", 1, len(name)) + name + partitions
    for key, version, body in [(24, 0, struct.pack(">hqh", 0, 1, 0) + named), (27, 0, struct.pack(">iqh?", 1, 1, 0, True) + named + bytes(4)),
                               (34, 0, struct.pack(">ih", 1, 1) + b"/" + named), (35, 0, named), (43, 1, b"\0" + named + struct.pack(">i", 1000))]:
        with connect() as connection:
            connection.settimeout(20)
            connection.sendall(healthy.frame(key, version, 7, body))
            if not connection.recv(4096):
                raise AssertionError(f"API {key}: no answer")
    at_most("seconds for five of them", time.monotonic() - began, 15)
    at_most("MB for them", resident_mb() - resident, 3 * MEMORY_MB)


def fetch_all(topic):
    partition = struct.pack(">iqi", 0, 0, 50 << 20)
    topics = struct.pack(">ih", 1, len(topic)) + topic.encode() + struct.pack(">i", 1) + partition
    return healthy.frame(1, 4, 7, struct.pack(">iiiib", -1, 100, 1, 50 << 20, 0) + topics)


def slow_readers(topic, own):
    """They ask for all there is again and again, and read nothing."""
    resident = resident_mb()
    readers = []
    try:
        for _ in range(100):
            reader = connect()
            reader.sendall(fetch_all(topic) * 20)
            readers.append(reader)
        time.sleep(2)
        at_most("MB for answers that nobody reads", resident_mb() - resident, 2 * MEMORY_MB)
        latencies(topic, seconds=1)
    finally:
        for reader in readers:
            reader.close()


def numbers_too_large(topic, own):
    """Arrays that announce more than comes, in every API and version that the broker has: nothing is taken for them, and all others go on."""
    resident = resident_mb()
    for key in range(0, 93):
        for version in range(0, 18):
            with connect() as connection:
                try:
                    connection.sendall(healthy.frame(key, version, 7, b"\x7f\xff\xff\xff" * 8) + healthy.frame(key, version, 7, b"\xff" * 64))
                    connection.settimeout(0.005)
                    connection.recv(4096)
                except OSError:
                    pass
    at_most("MB for arrays that were announced", resident_mb() - resident, MEMORY_MB)


CASES = [slow_senders, slow_senders_beside, garbage, announced, announced_later, long_names, slow_readers, numbers_too_large]


def fill(topic):
    moved.create(1, topic)
    producer = Producer({"bootstrap.servers": r.bootstrap()})
    for _ in range(500):
        producer.produce(topic, value=os.urandom(50_000))
    r.equal("records left unsent", producer.flush(60), 0)


def main():
    wanted = sys.argv[1:]
    unknown = set(wanted) - {case.__name__ for case in CASES}
    if unknown:
        sys.exit(f"no such case: {', '.join(sorted(unknown))}; there are: {', '.join(case.__name__ for case in CASES)}")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < CROWD + 500:
        sys.exit(f"needs {CROWD + 500} descriptors, and may have {hard} (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.environ["BROKER_OVERRIDES"] = f"moldau.first.frame.timeout.ms={FIRST_FRAME_S * 1000}"
    r.broker("stop")
    r.broker("start")
    pid, topic = broker_pid(), r.unique("healthy")
    fill(topic)
    own = latencies(topic)
    print(f"a healthy client alone: {own}")
    for case in CASES:
        if not wanted or case.__name__ in wanted:
            r.step(case.__name__)
            case(topic, own)
    at_most("a healthy client's p50 in ms, afterwards", latencies(topic)["p50_ms"], own["p50_ms"] * 2 + 1)
    r.equal("the broker's process", broker_pid(), pid)
    r.broker("stop")  # fails where it ended by itself
    r.broker("start")
    print("hostile peers: passed")


main()
