"""The broker's clock jumps by weeks and back, while it runs and from one start to the next.

What holds: nothing that was acknowledged is lost or doubled; records go by their own times alone (scenario S14), and offsets by KIP-211 alone
(G2); members, producers and connections, whose times are steady, do not notice.
"""
import os
import pathlib
import sys
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition

import the_round as r
from clock import DAY_MS, QUIET, Clock, create
from traffic import Traffic

# All that is looked for by the clock is looked for at once.
SETTINGS = ["log.retention.check.interval.ms=200", "offsets.retention.check.interval.ms=200", "offsets.topic.num.partitions=2",
            "transaction.state.log.num.partitions=2", "transaction.abort.timed.out.transaction.cleanup.interval.ms=200",
            "transaction.remove.expired.transaction.cleanup.interval.ms=200", "file.delete.delay.ms=100", "producer.id.expiration.ms=2147483647"]
CHECKS_S = 1.0
YEARS = 3650
# Less than producer.id.expiration.ms can be: who is idle for that long by the wall clock is forgotten, as in Kafka, and a batch that is sent
# again thereafter is a new one.
FAR = 20
# Days from now of a partition's records, a segment each, and how many of them retention takes by a clock so many days ahead.
AGES = [-YEARS, -8, -5, -YEARS, 0, YEARS, -3, -1]
GONE = {0: 2, 3: 4, 6: 4, FAR: 5}
RECORD_BYTES = 600_000


def restart(clock, days, how):
    """The clock is so many days off once the broker is back; all files look as if nobody had touched them for long."""
    r.broker(how)
    clock.set(days)
    for path in pathlib.Path(os.environ["LOG_DIR"]).rglob("*.log"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    r.broker("start")


def consumer(group, **config):
    return Consumer({"bootstrap.servers": r.bootstrap(), "group.id": group, "enable.auto.commit": False, **config, **QUIET})


def deliver(producer, topic, value, **how):
    """The code of the error, None if there is none."""
    codes = []
    producer.produce(topic, value=value, on_delivery=lambda error, _: codes.append(error.code() if error else None), **how)
    r.equal("records left unsent", producer.flush(20), 0)
    return codes[0]


class Aged:
    """A topic whose segments have all kinds of ages, kept for a week."""

    def __init__(self, clock):
        self.clock, self.topic = clock, r.unique("aged")
        create(self.topic, **{"retention.ms": str(7 * DAY_MS), "segment.bytes": str(1 << 20)})
        producer, began_ms = Producer({"bootstrap.servers": r.bootstrap(), **QUIET}), clock.now_ms()
        for days in AGES:
            r.equal(f"a record of {days} days", deliver(producer, self.topic, bytes(RECORD_BYTES), timestamp=began_ms + days * DAY_MS), None)
        self.reader = consumer(r.unique("aged"))

    def first(self):
        return self.reader.get_watermark_offsets(TopicPartition(self.topic, 0), timeout=10)[0]

    def check_S14(self, days):
        """Just those are gone that are a week old at the latest clock that there was."""
        r.eventually(f"records that are gone {days} days on", lambda: self.first() == GONE[days])
        time.sleep(CHECKS_S)
        low, high = self.reader.get_watermark_offsets(TopicPartition(self.topic, 0), timeout=10)
        r.equal("first and next offset", (low, high), (GONE[days], len(AGES)))


class Idle:
    """Offsets of a group whose member left, and of one that never had any."""

    def __init__(self):
        self.topic, self.groups = r.unique("idle"), [r.unique("left"), r.unique("memberless")]
        create(self.topic)
        member = consumer(self.groups[0])
        member.subscribe([self.topic])
        r.eventually("it is a member", lambda: member.poll(0.1) or member.assignment())
        self.commit(member)
        self.commit(consumer(self.groups[1]))

    def commit(self, member):
        member.commit(offsets=[TopicPartition(self.topic, 0, 7)], asynchronous=False)
        member.close()

    def check_G2(self, offset):
        def offsets():
            found = []
            for group in self.groups:
                asking = consumer(group)
                found.append(asking.committed([TopicPartition(self.topic, 0)], timeout=20)[0].offset)
                asking.close()
            return found
        r.eventually(f"offsets {offset} of groups without members", lambda: offsets() == [offset] * 2)
        time.sleep(CHECKS_S)
        r.equal("their offsets", offsets(), [offset] * 2)


class Transactions:
    """One transaction after the other with one id, each with a number; what is committed must come out, and nothing else."""

    def __init__(self):
        self.topic, self.id = r.unique("transactions"), r.unique("id")
        create(self.topic, **{"retention.ms": "-1"})
        self.committed, self.number, self.producer = [], 0, None
        self.renew()

    def renew(self):
        self.producer = Producer({"bootstrap.servers": r.bootstrap(), "transactional.id": self.id, "transaction.timeout.ms": 30_000, **QUIET})
        self.producer.init_transactions(30)

    def through(self, happens):
        """Commits, after something has happened to the open transaction; whether it was."""
        self.producer.begin_transaction()
        self.producer.produce(self.topic, value=str(self.number))
        r.equal("records left unsent", self.producer.flush(20), 0)
        happens()
        try:
            self.producer.commit_transaction(20)
            self.committed.append(self.number)
            return True
        except KafkaException:
            self.renew()
            return False
        finally:
            self.number += 1

    def wait_until_ended(self):
        """By the coordinator, which looks now and then whose time is over."""
        readers = [consumer(r.unique("ended"), **{"isolation.level": level}) for level in ("read_committed", "read_uncommitted")]
        ends = lambda: {reader.get_watermark_offsets(TopicPartition(self.topic, 0), timeout=20)[1] for reader in readers}
        r.eventually("the open transaction is ended", lambda: len(ends()) == 1)
        for reader in readers:
            reader.close()

    def check(self):
        reader = consumer(r.unique("committed"), **{"isolation.level": "read_committed", "enable.partition.eof": True})
        reader.assign([TopicPartition(self.topic, 0, 0)])
        found = []
        while (message := reader.poll(20)) and not message.error():
            found.append(int(message.value()))
        reader.close()
        r.equal("the end of what is committed", message and message.error() and message.error().code(), KafkaError._PARTITION_EOF)
        r.equal("committed", found, self.committed)


def check_limits(clock, days):
    """A record may be an hour ahead of the broker's clock, wherever that stands (KIP-937)."""
    topic = r.unique("limited")
    create(topic, **{"message.timestamp.after.max.ms": "3600000"})
    producer = Producer({"bootstrap.servers": r.bootstrap(), **QUIET})
    for minutes, code in ((30, None), (90, KafkaError.INVALID_TIMESTAMP)):
        r.equal(f"a record {minutes} minutes ahead", deliver(producer, topic, b"value", timestamp=clock.now_ms() + minutes * 60_000), code)


def run(clock):
    aged, idle, transactions = Aged(clock), Idle(), Transactions()
    with Traffic() as traffic:
        traffic.goes_on("before")
        aged.check_S14(0)
        idle.check_G2(7)

        def jump(days):
            clock.jump(days)
            traffic.goes_on(f"{days:+} days off")
            r.step(f"the clock is {days:+} days off")
        # Nothing is older than it was, and no transaction has been open for long, by a clock that goes back.
        r.equal("a commit after a jump back", transactions.through(lambda: jump(-FAR)), True)
        check_limits(clock, -FAR)
        aged.check_S14(0)
        idle.check_G2(7)
        # As in Kafka a transaction's begin is a wall clock's time, which survives a restart: this one is weeks old.
        r.equal("a commit after a jump forward", transactions.through(lambda: (jump(0), transactions.wait_until_ended())), False)
        r.equal("a commit thereafter", transactions.through(lambda: None), True)
        jump(3)
        aged.check_S14(3)
        jump(6)
        aged.check_S14(6)
        idle.check_G2(7)
        for how, days in (("stop", -FAR), ("kill", 6), ("kill", -FAR), ("stop", 0)):
            restart(clock, days, how)
            traffic.goes_on(f"after a start {days:+} days off")
            r.step(f"{how}, then a start {days:+} days off")
            aged.check_S14(6)
            idle.check_G2(7)
        r.equal("a commit through a restart", transactions.through(lambda: restart(clock, 0, "kill")), True)
        jump(8)
        idle.check_G2(-1001)
        jump(FAR)
        aged.check_S14(FAR)
        check_limits(clock, FAR)
        jump(0)
        for days in (FAR, -FAR):
            restart(clock, days, "kill")
            traffic.goes_on(f"after a start {days:+} days off")
            r.step(f"kill, then a start {days:+} days off")
            aged.check_S14(FAR)
            idle.check_G2(-1001)
        jump(0)
        transactions.renew()
        r.equal("a commit in the end", transactions.through(lambda: None), True)
    traffic.check()
    transactions.check()
    r.step(f"{traffic.sent} records once and in order, {len(transactions.committed)} of {transactions.number} transactions committed")


def main():
    folder = pathlib.Path(os.environ.get("BROKER_DIR") or sys.exit("BROKER_DIR must name the broker's folder"))
    r.broker("stop")
    clock = Clock(folder)
    os.environ["BROKER_OVERRIDES"] = "\n".join(SETTINGS)
    r.broker("start")
    run(clock)


main()
