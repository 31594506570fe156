"""Consume, transform, produce in transactions of librdkafka and of Kafka's Java clients, through kill -9 of the broker and of workers: each record
once, in order. librdkafka speaks the first protocol; Java the second one, and after half of the kills the first, as the broker then has
transaction.version=1.

    exactly_once.py CLASSES                      fills a topic for each kind of worker, keeps one of each alive, kills the broker, checks what came out
    exactly_once.py worker SOURCE TARGET GROUP SEED   is librdkafka's: moves records until it dies, which is soon
"""
import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time

from confluent_kafka import Consumer, KafkaException, Producer

import moved
import program
import repeats
import the_round as r
from background import Background

PARTITIONS = 2
KILLS = repeats.kills(3, 50)
# A JVM takes a while to begin, so that there are fewer lives of those workers.
RECORDS = {"librdkafka": 300 * (KILLS + 1), "java": 120 * (KILLS + 1)}
LIMIT_S = 60 + 40 * KILLS
# librdkafka up to 2.16 can wait for ever in send_offsets_to_transaction once the group's coordinator was down (its
# issue 5456, seen with Apache Kafka too): a worker that moves nothing for so long is killed as well.
PATIENCE_S = {"librdkafka": 10, "java": 30}


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def work(source, target, group, seed):
    """Moves records in transactions of some; aborts one now and then, and is killed at any moment. An error ends it."""
    chance = random.Random(int(seed))
    # A static member: the next worker has its partitions at once.
    consumer = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": group, "group.instance.id": "worker", "auto.offset.reset": "earliest",
                         "enable.auto.commit": False, "isolation.level": "read_committed", **moved.QUIET})
    producer = Producer({"bootstrap.servers": r.bootstrap(), "transactional.id": f"worker-{group}", "transaction.timeout.ms": 20000, **moved.QUIET})
    producer.init_transactions(30)
    consumer.subscribe([source])
    killer = None
    while True:
        taken = [message for message in consumer.consume(chance.randint(1, 20), timeout=1) if not message.error()]
        if not taken:
            continue
        if not killer:
            killer = threading.Timer(chance.uniform(0, 3), die)
            killer.start()
        producer.begin_transaction()
        for message in taken:
            producer.produce(target, partition=message.partition(), value=message.value())
        position = [each for each in consumer.position(consumer.assignment()) if each.offset >= 0]
        producer.send_offsets_to_transaction(position, consumer.consumer_group_metadata(), 30)
        if chance.random() < 0.03:
            producer.abort_transaction(30)
            die()
        producer.commit_transaction(30)
        time.sleep(0.01)


class Flow(Background):
    """Records on their way through workers of one kind. One worker runs, always: the next one begins when one is no more, or moves nothing."""

    def __init__(self, kind, command):
        super().__init__()
        self.kind, self.starts, self.moved_at = kind, 0, 0.0
        source, target, group = (r.unique(f"{kind}-{name}") for name in ("source", "target", "exactly-once"))
        self.command = [*command, source, target, group]
        moved.create(PARTITIONS, source, target)
        moved.fill(source, PARTITIONS, range(RECORDS[kind]))
        self.reader = moved.Reader(target, PARTITIONS)

    def run(self):
        while not self.over.is_set():
            self.starts += 1
            self.moved_at = time.monotonic()
            worker = subprocess.Popen([*self.command, str(self.starts)], stdin=subprocess.DEVNULL)
            while worker.poll() is None and not self.over.wait(0.02) and time.monotonic() < self.moved_at + PATIENCE_S[self.kind]:
                pass
            worker.kill()
            worker.wait()

    def take(self):
        """Whether another record came."""
        came = self.reader.poll(0)
        if came:
            self.moved_at = time.monotonic()
        return came


class Kills:
    """Kills the broker as the flows go on, and has them change the protocol half-way."""

    def __init__(self, records, classes):
        self.records, self.classes, self.count = records, classes, 0

    def kill_when_due(self, moved_records):
        if self.count == KILLS or moved_records < self.records * (self.count + 1) // (KILLS + 1):
            return
        r.broker("kill")
        r.broker("start")
        self.count += 1
        if self.count == (KILLS + 1) // 2:
            subprocess.run(program.java("SetFeature", "transaction.version", 1, classes=self.classes, log_level="off"), check=True)


def main(classes):
    flows = [Flow("librdkafka", [sys.executable, __file__, "worker"]), Flow("java", program.java("Mover", classes=classes, log_level="off"))]
    records = sum(RECORDS.values())
    kills, deadline = Kills(records, classes), time.monotonic() + LIMIT_S
    with contextlib.ExitStack() as running:
        for flow in flows:
            running.enter_context(flow)
        while (count := sum(flow.reader.count() for flow in flows)) < records:
            if time.monotonic() > deadline:
                counts = [(flow.kind, flow.reader.count()) for flow in flows]
                raise AssertionError(f"only {counts} of {RECORDS} came within {LIMIT_S} s")
            kills.kill_when_due(count)
            # One at a time, as a kill may be due with the next one.
            if not any([flow.take() for flow in flows]):
                time.sleep(0.01)
        for flow in flows:
            flow.reader.drain(2)  # nothing more may come
    for flow in flows:
        flow.reader.must_have_once(RECORDS[flow.kind])
    r.equal("kills of the broker", kills.count, KILLS)
    starts = ", ".join(f"{flow.starts} of {flow.kind}" for flow in flows)
    print(f"exactly once: passed, {records} records, {kills.count} kills of the broker, starts of workers: {starts}")


if sys.argv[1:2] == ["worker"]:
    try:
        work(*sys.argv[2:])
    except KafkaException as error:
        print(f"a worker ends: {error}", flush=True)
else:
    main(sys.argv[1])
