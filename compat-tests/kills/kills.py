"""kill -9, again and again, 1 to 500 ms after the broker answers, while idempotent producers go on (scenario S1). Now and then the broker is
paused for longer than they wait for an answer, and goes on or is killed as it stands.

    kills.py CLASSES   where Writer.class is

Producers live through many kills, as an application's do, and are then replaced, with their topic. In the end everything that was
acknowledged must be there: once, and in the order of each producer. A group's commits must not go back either.
"""
import random
import sys
import time

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

import repeats
import the_round as r
from writers import CODECS, Java, Librdkafka, PARTITIONS, QUIET

KILLS = repeats.kills(200, 1000)
SEED = repeats.seed()
KILLS_A_TOPIC = 40
CHANCE_OF_PAUSE = 0.06


class Committer:
    """Commits ever larger offsets; what comes back is never less than the last that was confirmed."""

    def __init__(self, admin):
        topic = r.unique("committed")
        admin.create_topics([NewTopic(topic, 1, 1)])[topic].result()
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


class Life:
    """A topic and its producers."""

    def __init__(self, admin, number, chance, classes):
        self.admin, self.topic = admin, r.unique(f"kills-{number}")
        admin.create_topics([NewTopic(self.topic, PARTITIONS, 1, config={"segment.bytes": str(1 << 20)})])[self.topic].result()
        self.writers = [Librdkafka(self.topic, f"librdkafka-{each}", chance.choice(CODECS)) for each in range(3)]
        self.writers.append(Java(self.topic, "java", chance.choice(CODECS), classes))

    def finish(self):
        for writer in self.writers:
            writer.finish()

    def check_S1(self):
        """All that was acknowledged is there, once and in order: counts of both. The topic goes, so that the disk does not fill up."""
        found = read_all(self.topic)
        for writer in self.writers:
            for partition, values in enumerate(found):
                numbers = [int(number) for name, number in values if name == writer.name]
                r.equal(f"{writer.name} in partition {partition}: in order and once", numbers, sorted(set(numbers)))
                acked = {number for number in writer.acked if number % PARTITIONS == partition}
                r.equal(f"{writer.name} in partition {partition}: acknowledged and gone", sorted(acked - set(numbers))[:20], [])
        self.admin.delete_topics([self.topic])[self.topic].result()
        return sum(map(len, found)), sum(len(writer.acked) for writer in self.writers)


def read_all(topic):
    """For each partition names and numbers, in the order of their offsets."""
    consumer = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": r.unique("reader"), "enable.auto.commit": False, **QUIET})
    found = []
    for partition in range(PARTITIONS):
        _, end = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
        consumer.assign([TopicPartition(topic, partition, 0)])
        values, deadline = [], time.monotonic() + 60
        while len(values) < end:
            if time.monotonic() > deadline:
                raise AssertionError(f"only {len(values)} of {end} records of partition {partition}")
            values.extend(message.value().decode().split() for message in consumer.consume(10_000, timeout=0.1) if not message.error())
        found.append(values)
    consumer.close()
    return found


def harm(chance):
    """Until the broker is dead; whether it was paused."""
    time.sleep(chance.uniform(0.001, 0.5))
    paused = chance.random() < CHANCE_OF_PAUSE
    if paused:
        r.broker("pause")
        time.sleep(chance.uniform(1, 3))
        if chance.random() < 0.5:
            r.broker("resume")
            time.sleep(chance.uniform(0.001, 0.5))
    r.broker("kill")
    return paused


def main(classes):
    r.step(f"repeat with KILLS={KILLS} SEED={SEED}")
    chance = random.Random(SEED)
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    committer, lives, checked = Committer(admin), [], []
    pauses, slowest_s = 0, 0.0
    for number in range(KILLS):
        if number % KILLS_A_TOPIC == 0:
            for life in lives[-1:]:
                life.finish()
            # What is no longer written to goes through the kills of the next as well.
            checked += [life.check_S1() for life in lives[:-1]]
            lives = [*lives[-1:], Life(admin, number, chance, classes)]
        if number % 10 == 5:
            committer.commit()
        pauses += harm(chance)
        began = time.monotonic()
        r.broker("start")
        slowest_s = max(slowest_s, time.monotonic() - began)
    lives[-1].finish()
    checked += [life.check_S1() for life in lives]
    committer.check()
    records, acknowledged = map(sum, zip(*checked))
    r.step(f"{KILLS} kills, {pauses} pauses, {records} records, {acknowledged} acknowledged, slowest start {slowest_s * 1000:.0f} ms")


main(sys.argv[1])
