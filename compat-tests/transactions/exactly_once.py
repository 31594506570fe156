"""Consume, transform, produce with librdkafka's transactions, through kill -9 of the broker and of workers: each record once, in order."""
import os
import random
import threading
import time

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

import the_round as r

PARTITIONS = 2
RECORDS = 600
KILLS = int(os.environ.get("KILLS", "3"))
LIMIT_S = 240
QUIET = {"log_level": 0}


def fill(topic):
    producer = Producer({"bootstrap.servers": r.bootstrap(), "enable.idempotence": True, **QUIET})
    for number in range(RECORDS):
        producer.produce(topic, partition=number % PARTITIONS, value=str(number).encode())
    r.equal("records left unsent", producer.flush(60), 0)


class Worker:
    """Moves records in transactions of some, and now and then aborts one, or leaves one open and is no more."""

    def __init__(self, source, target, group):
        self.source, self.target, self.group = source, target, group
        self.random = random.Random(7)

    def begin(self):
        self.consumer = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": self.group, "auto.offset.reset": "earliest", "enable.auto.commit": False,
                                  "isolation.level": "read_committed", "session.timeout.ms": 6000, **QUIET})
        self.producer = Producer({"bootstrap.servers": r.bootstrap(), "transactional.id": f"worker-{self.group}", "transaction.timeout.ms": 20000, **QUIET})
        self.producer.init_transactions(60)
        self.consumer.subscribe([self.source])

    def end(self):
        self.consumer.close()
        self.producer.purge()

    def step(self):
        taken = [message for message in self.consumer.consume(self.random.randint(1, 20), timeout=1) if not message.error()]
        if not taken:
            return
        self.producer.begin_transaction()
        for message in taken:
            self.producer.produce(self.target, partition=message.partition(), value=message.value())
        position = self.consumer.position(self.consumer.assignment())
        self.producer.send_offsets_to_transaction([each for each in position if each.offset >= 0], self.consumer.consumer_group_metadata(), 30)
        fate = self.random.random()
        if fate < 0.1:
            self.producer.flush(10)
            raise InterruptedError("the worker dies")
        if fate < 0.2:
            self.producer.abort_transaction(30)
            raise InterruptedError("the worker gives up")
        self.producer.commit_transaction(30)

    def work(self, is_done):
        """Begins anew after every error, as a supervisor would have it."""
        starts = 0
        while not is_done():
            starts += 1
            try:
                self.begin()
                while not is_done():
                    self.step()
            except (KafkaException, InterruptedError):
                pass
            finally:
                self.end()
        return starts


class Reader:
    """Reads what is committed, from the first record on."""

    def __init__(self, topic):
        self.consumer = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": r.unique("reader"), "enable.auto.commit": False,
                                  "isolation.level": "read_committed", **QUIET})
        self.consumer.assign([TopicPartition(topic, partition, 0) for partition in range(PARTITIONS)])
        self.values = {partition: [] for partition in range(PARTITIONS)}
        self.deadline = time.monotonic() + LIMIT_S

    def poll(self):
        message = self.consumer.poll(0.5)
        if message is not None and not message.error():
            self.values[message.partition()].append(int(message.value()))

    def count(self):
        return sum(map(len, self.values.values()))

    def is_done(self):
        if time.monotonic() > self.deadline:
            raise AssertionError(f"only {self.count()} of {RECORDS} records came within {LIMIT_S} s")
        return self.count() >= RECORDS


def main():
    source, target, group = r.unique("source"), r.unique("target"), r.unique("exactly-once")
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    for topic, created in admin.create_topics([NewTopic(source, PARTITIONS, 1), NewTopic(target, PARTITIONS, 1)]).items():
        created.result()
    fill(source)
    reader = Reader(target)
    over = threading.Event()
    starts = []
    worker = threading.Thread(target=lambda: starts.append(Worker(source, target, group).work(over.is_set)))
    worker.start()
    try:
        kills = 0
        while not reader.is_done():
            reader.poll()
            if kills < KILLS and reader.count() >= RECORDS * (kills + 1) // (KILLS + 1):
                r.broker("kill")
                r.broker("start")
                kills += 1
        until = time.monotonic() + 3
        while time.monotonic() < until:
            reader.poll()  # nothing more may come
    finally:
        over.set()
        worker.join(90)
    for partition in range(PARTITIONS):
        r.equal(f"what partition {partition} has", reader.values[partition], list(range(partition, RECORDS, PARTITIONS)))
    r.equal("kills of the broker", kills, KILLS)
    print(f"exactly once: passed, {RECORDS} records, {kills} kills of the broker, {starts[0]} starts of the worker")


main()
