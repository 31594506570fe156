"""Consume, transform, produce with librdkafka's transactions, through kill -9 of the broker and of workers: each record once, in order.

    exactly_once.py                              fills a topic, keeps a worker alive, kills the broker, checks what came out
    exactly_once.py worker SOURCE TARGET GROUP SEED   moves records until it dies, which is soon
"""
import os
import random
import signal
import subprocess
import sys
import threading
import time

from confluent_kafka import Consumer, KafkaException, Producer

import moved
import the_round as r
from background import Background

PARTITIONS = 2
KILLS = int(os.environ.get("KILLS", "3"))
RECORDS = 300 * (KILLS + 1)
LIMIT_S = 60 + 20 * KILLS
# librdkafka up to 2.16 can wait for ever in send_offsets_to_transaction once the group's coordinator was down (its
# issue 5456, seen with Apache Kafka too): a worker that moves nothing for so long is killed as well.
PATIENCE_S = 10


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


class Supervisor(Background):
    """Has one worker run, always: begins the next one when one is no more, or moves nothing."""

    def __init__(self, *arguments):
        super().__init__()
        self.arguments = arguments
        self.starts = 0
        self.moved_at = time.monotonic()

    def run(self):
        while not self.over.is_set():
            self.starts += 1
            self.moved_at = time.monotonic()
            worker = subprocess.Popen([sys.executable, __file__, "worker", *self.arguments, str(self.starts)], stdin=subprocess.DEVNULL)
            while worker.poll() is None and not self.over.wait(0.02) and time.monotonic() < self.moved_at + PATIENCE_S:
                pass
            worker.kill()
            worker.wait()


def is_done(reader, deadline):
    if time.monotonic() > deadline:
        raise AssertionError(f"only {reader.count()} of {RECORDS} records came within {LIMIT_S} s")
    return reader.count() >= RECORDS


def main():
    source, target, group = r.unique("source"), r.unique("target"), r.unique("exactly-once")
    moved.create(PARTITIONS, source, target)
    moved.fill(source, PARTITIONS, range(RECORDS))
    reader = moved.Reader(target, PARTITIONS)
    kills, deadline = 0, time.monotonic() + LIMIT_S
    with Supervisor(source, target, group) as supervisor:
        while not is_done(reader, deadline):
            if reader.poll():
                supervisor.moved_at = time.monotonic()
            if kills < KILLS and reader.count() >= RECORDS * (kills + 1) // (KILLS + 1):
                r.broker("kill")
                r.broker("start")
                kills += 1
        reader.drain(3)  # nothing more may come
    reader.must_have_once(RECORDS)
    r.equal("kills of the broker", kills, KILLS)
    print(f"exactly once: passed, {RECORDS} records, {kills} kills of the broker, {supervisor.starts} starts of the worker")


if sys.argv[1:2] == ["worker"]:
    try:
        work(*sys.argv[2:])
    except KafkaException as error:
        print(f"a worker ends: {error}", flush=True)
else:
    main()
