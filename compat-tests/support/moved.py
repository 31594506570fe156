"""Numbers that something moves from one topic to another, while both of them and the broker may be killed."""
import time

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

import the_round as r

QUIET = {"log_level": 0}


def create(partitions, *topics):
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    for created in admin.create_topics([NewTopic(topic, partitions, 1) for topic in topics]).values():
        created.result()


def fill(topic, partitions, numbers):
    """Number n goes to partition n mod `partitions`, with a time of n ms after the first."""
    producer = Producer({"bootstrap.servers": r.bootstrap(), "enable.idempotence": True, "queue.buffering.max.messages": len(numbers) + 1, **QUIET})
    for number in numbers:
        producer.produce(topic, partition=number % partitions, value=str(number).encode(), timestamp=r.FIRST_TIMESTAMP_MS + number)
    r.equal("records left unsent", producer.flush(60), 0)


def consumer(isolation_level):
    return Consumer({"bootstrap.servers": r.bootstrap(), "group.id": r.unique("reader"), "enable.auto.commit": False,
                     "isolation.level": isolation_level, **QUIET})


class Reader:
    """Reads what is committed, from the first record on."""

    def __init__(self, topic, partitions):
        self.consumer = consumer("read_committed")
        self.partitions = [TopicPartition(topic, partition, 0) for partition in range(partitions)]
        self.consumer.assign(self.partitions)
        self.values = {partition: [] for partition in range(partitions)}

    def poll(self, timeout_s=0.5):
        """Whether a record came."""
        message = self.consumer.poll(timeout_s)
        if message is None or message.error():
            return False
        self.values[message.partition()].append(int(message.value()))
        return True

    def drain(self, for_s):
        """What comes within so many seconds."""
        until = time.monotonic() + for_s
        while time.monotonic() < until:
            self.poll()

    def count(self):
        return sum(map(len, self.values.values()))

    def distinct(self):
        return {value for values in self.values.values() for value in values}

    def must_have_once(self, records):
        """The numbers below `records`, each of them once and in order."""
        for partition, values in self.values.items():
            r.equal(f"what partition {partition} has", values, list(range(partition, records, len(self.values))))
