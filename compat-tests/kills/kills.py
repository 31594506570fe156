"""kill -9, again and again, 1 to 500 ms after the broker answers, while idempotent producers go on.

    kills/run [--cycles N] [--seed N]

Producers live through many kills, as an application's do, and are replaced now and then. In the end everything that was
acknowledged must be there: once, and in the order of each producer. A group's commits must not go back either.
"""
import argparse
import random
import threading
import time

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

import the_round as r

PARTITIONS = 4
PRODUCERS = 3
CYCLES_A_PRODUCER = 40
# A 0.2 ms pause leaves the cores to the broker, whose recovery is what is tested.
PAUSE_S = 0.0002
QUIET = {"log_level": 0, "reconnect.backoff.ms": 10, "reconnect.backoff.max.ms": 50}


class Writer(threading.Thread):
    """One idempotent producer's life: values "WRITER NUMBER", each number to the partition that it gives modulo their count."""

    def __init__(self, topic, name, codec):
        super().__init__(daemon=True)
        self.topic, self.name, self.stopping = topic, name, threading.Event()
        self.acked, self.failed, self.sent = set(), [], 0
        self.producer = Producer({"bootstrap.servers": r.bootstrap(), "enable.idempotence": True, "linger.ms": 1,
                                  "compression.type": codec, "message.timeout.ms": 120_000, "retry.backoff.ms": 10,
                                  "queue.buffering.max.messages": 2000, **QUIET})
        self.start()

    def delivered(self, number):
        return lambda error, _: self.failed.append((number, str(error))) if error else self.acked.add(number)

    def run(self):
        while not self.stopping.is_set():
            try:
                self.producer.produce(self.topic, value=f"{self.name} {self.sent}", partition=self.sent % PARTITIONS,
                                      on_delivery=self.delivered(self.sent))
                self.sent += 1
            except BufferError:
                self.producer.poll(0.01)
            self.producer.poll(0)
            time.sleep(PAUSE_S)

    def finish(self):
        self.stopping.set()
        self.join()
        r.equal(f"records of {self.name} that are still under way", self.producer.flush(60), 0)
        r.equal(f"failed deliveries of {self.name}", self.failed, [])


class Committer:
    """Commits ever larger offsets; what comes back is never less than the last that was confirmed."""

    def __init__(self, topic):
        self.partition, self.group = (topic, 0), r.unique("committer")
        self.confirmed, self.next = -1, 1

    def consumer(self):
        return Consumer({"bootstrap.servers": r.bootstrap(), "group.id": self.group, "enable.auto.commit": False, **QUIET})

    def commit(self):
        member = self.consumer()
        try:
            member.commit(offsets=[TopicPartition(*self.partition, self.next)], asynchronous=False)
            self.confirmed = self.next
        except KafkaException:
            pass  # killed in between: it may be there or not
        finally:
            self.next += 1
            member.close()

    def check(self):
        member = self.consumer()
        found = member.committed([TopicPartition(*self.partition)], timeout=30)[0].offset
        member.close()
        if not self.confirmed <= found < self.next:
            raise AssertionError(f"{self.group} committed {self.confirmed}, and {found} is what is there")


def read_all(topic):
    """By partition, values in the order of their offsets."""
    consumer = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": r.unique("reader"), "enable.auto.commit": False, **QUIET})
    found = {}
    for partition in range(PARTITIONS):
        _, end = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
        consumer.assign([TopicPartition(topic, partition, 0)])
        values = found[partition] = []
        while len(values) < end:
            messages = consumer.consume(10_000, timeout=10)
            if not messages:
                raise AssertionError(f"only {len(values)} of {end} records of partition {partition}")
            values.extend(message.value().decode() for message in messages if not message.error())
    consumer.close()
    return found


def check(topic, writers):
    found = read_all(topic)
    for writer in writers:
        for partition, values in found.items():
            numbers = [int(value.split()[1]) for value in values if value.split()[0] == writer.name]
            r.equal(f"{writer.name} in partition {partition}: in order and once", numbers, sorted(set(numbers)))
            acked = {number for number in writer.acked if number % PARTITIONS == partition}
            r.equal(f"{writer.name} in partition {partition}: acknowledged and gone", sorted(acked - set(numbers))[:20], [])
    return sum(len(values) for values in found.values())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    chosen = parser.parse_args()
    r.step(f"repeat with --seed {chosen.seed} --cycles {chosen.cycles}")
    chance = random.Random(chosen.seed)

    topic = r.unique("kills")
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    admin.create_topics([NewTopic(topic, PARTITIONS, 1, config={"segment.bytes": str(1 << 20)})])[topic].result()
    codecs = ["none", "lz4", "zstd", "gzip", "snappy"]
    committer, writers, alive = Committer(topic), [], []
    slowest = 0.0
    for cycle in range(chosen.cycles):
        if cycle % CYCLES_A_PRODUCER == 0:
            for writer in alive:
                writer.finish()
            alive = [Writer(topic, f"w{len(writers) + i}", chance.choice(codecs)) for i in range(PRODUCERS)]
            writers += alive
        if cycle % 10 == 5:
            committer.commit()
        time.sleep(chance.uniform(0.001, 0.5))
        r.broker("kill")
        began = time.monotonic()
        r.broker("start")
        slowest = max(slowest, time.monotonic() - began)
    for writer in alive:
        writer.finish()
    committer.check()
    count = check(topic, writers)
    r.step(f"{chosen.cycles} kills, {count} records, {sum(len(writer.acked) for writer in writers)} acknowledged, "
           f"slowest start {slowest * 1000:.0f} ms")


main()
