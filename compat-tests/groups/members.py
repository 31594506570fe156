"""What members of groups see while records come and the broker goes."""
import random
import time

from confluent_kafka import Consumer, Producer, TopicPartition

import moved
import the_round as r
from background import Background

QUIET = {"log_level": 0, "reconnect.backoff.ms": 10, "reconnect.backoff.max.ms": 100}
WAIT_S = 0.002


def consumer(group, **config):
    """One that must never look for a place to begin: a lost offset is an error, and not a reset."""
    return Consumer({"bootstrap.servers": r.bootstrap(), "group.id": group, "enable.auto.commit": False, "auto.offset.reset": "error",
                     "session.timeout.ms": 10_000, "heartbeat.interval.ms": 500, "fetch.wait.max.ms": 100, **config, **QUIET})


class Writer(Background):
    """Number n to partition n modulo their count."""

    def __init__(self, topic, partitions):
        super().__init__()
        self.topic, self.partitions, self.sent, self.failed = topic, partitions, 0, []
        self.producer = Producer({"bootstrap.servers": r.bootstrap(), "enable.idempotence": True, "linger.ms": 5, "message.timeout.ms": 60_000, **QUIET})

    def run(self):
        while not self.over.wait(WAIT_S):
            self.producer.produce(self.topic, str(self.sent), partition=self.sent % self.partitions,
                                  on_delivery=lambda error, _: self.failed.append(str(error)) if error else None)
            self.sent += 1
            self.producer.poll(0)
        self.producer.flush(60)


class Member:
    """The only one of its group; commits what it has, again and again."""

    def __init__(self, topic, partitions):
        self.places = [TopicPartition(topic, partition, 0) for partition in range(partitions)]
        self.member = consumer(r.unique(f"group-{random.randrange(1 << 32)}"))
        self.member.commit(offsets=self.places, asynchronous=False)
        self.member.subscribe([topic])
        self.seen = [0] * partitions  # of each partition all below
        self.committing_at = 0.0

    def take(self):
        for message in self.member.consume(200, 0.005):
            if message.error():
                if message.error().retriable() or message.error().code() < 0:
                    r.equal("a reset", message.error().code() == message.error()._AUTO_OFFSET_RESET, False)
                    continue
                raise AssertionError(f"a member is told {message.error()}")
            partition, number = message.partition(), int(message.value())
            r.equal(f"the next number of partition {partition}", number, self.seen[partition] * len(self.seen) + partition)
            self.seen[partition] += 1
        if time.monotonic() > self.committing_at + 0.2:
            self.committing_at = time.monotonic()
            places = [TopicPartition(each.topic, each.partition, self.seen[each.partition]) for each in self.places]
            self.member.commit(offsets=places, asynchronous=True)

    def committed(self):
        return sum(each.offset for each in self.member.committed(self.places, timeout=30))


class Processing(Background):
    """Processes four records at a time, and stores their offsets for an automatic commit when it is done with them."""

    def __init__(self, topic):
        super().__init__()
        self.place = TopicPartition(topic, 0, 0)
        group = r.unique("processing")
        self.member, self.watcher = consumer(group, **{"enable.auto.commit": True, "auto.commit.interval.ms": 50, "enable.auto.offset.store": False}), consumer(group)
        self.member.assign([self.place])
        self.in_work, self.commits = 0, 0

    def run(self):
        while not self.over.is_set():
            batch = [message for message in self.member.consume(4, 0.1) if not message.error()]
            if batch:
                r.equal("the first of what is in work", batch[0].offset(), self.in_work)
                time.sleep(0.005)
                self.in_work = batch[-1].offset() + 1
                self.member.store_offsets(offsets=[TopicPartition(self.place.topic, 0, self.in_work)])

    def check_G5(self):
        """No offset is committed beyond what is in work. Again and again, as commits go on."""
        committed = self.watcher.committed([self.place], timeout=30)[0].offset
        in_work = self.in_work
        if committed > in_work:
            raise AssertionError(f"{committed} is committed while {in_work} is in work")
        self.commits += committed > 0


def aborts_rewind_G6(seed, records=300):
    """Whoever aborts a transaction begins again where the group's offset is, which the transaction did not move."""
    chance, (source, target) = random.Random(seed), (r.unique("abort-source"), r.unique("abort-target"))
    moved.create(1, source, target)
    moved.fill(source, 1, range(records))
    place, aborted = TopicPartition(source, 0, 0), 0
    member = consumer(r.unique("aborting"), **{"isolation.level": "read_committed"})
    member.commit(offsets=[place], asynchronous=False)
    member.subscribe([source])
    producer = Producer({"bootstrap.servers": r.bootstrap(), "transactional.id": source, **QUIET})
    producer.init_transactions(30)
    before = 0
    while before < records:
        taken = [message for message in member.consume(chance.randint(1, 20), 1) if not message.error()]
        if not taken:
            continue
        r.equal("the first record of a transaction", taken[0].offset(), before)
        producer.begin_transaction()
        for message in taken:
            producer.produce(target, message.value(), partition=0)
        end = taken[-1].offset() + 1
        producer.send_offsets_to_transaction([TopicPartition(source, 0, end)], member.consumer_group_metadata(), 30)
        if chance.random() < 0.5:
            producer.abort_transaction(30)
            aborted += 1
            r.equal("the group's offset after an abort", member.committed([place], timeout=30)[0].offset, before)
            member.seek(TopicPartition(source, 0, before))
        else:
            producer.commit_transaction(30)
            before = end
            r.equal("the group's offset after a commit", member.committed([place], timeout=30)[0].offset, end)
    member.close()
    reader = moved.Reader(target, 1)
    r.eventually("all that was committed", lambda: reader.drain(0.1) or reader.count() >= records)
    reader.drain(0.5)
    reader.must_have_once(records)
    return aborted
