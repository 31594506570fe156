"""An idempotent producer and a group of one member, which go on whatever the clock does."""
import threading
import time

from confluent_kafka import Consumer, Producer, TopicPartition

import the_round as r
from background import Background
from clock import QUIET, create

PAUSE_S = 0.002


class Traffic(Background):
    """Numbers through a topic of one partition; the member is to get each of them once, and no rebalance."""

    def __init__(self):
        super().__init__()
        self.topic, self.group = r.unique("traffic"), r.unique("members")
        create(self.topic, **{"retention.ms": "-1"})
        self.acked, self.failed, self.read, self.assignments, self.sent = [], [], [], 0, 0
        self.producer = Producer({"bootstrap.servers": r.bootstrap(), "enable.idempotence": True, "message.timeout.ms": 60_000, "linger.ms": 1, **QUIET})
        self.member = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": self.group, "auto.offset.reset": "earliest",
                                "session.timeout.ms": 6000, "heartbeat.interval.ms": 500, "enable.auto.commit": False, **QUIET})
        self.member.subscribe([self.topic], on_assign=self.assigned)
        self.reader, self.read_all = threading.Thread(target=self.take), threading.Event()

    def assigned(self, _, partitions):
        self.assignments += 1

    def __enter__(self):
        self.reader.start()
        return super().__enter__()

    def __exit__(self, failure, *more):
        super().__exit__(failure, *more)
        try:
            if not failure:
                r.eventually("the member has read all", lambda: len(self.read) >= self.sent)
        finally:
            self.read_all.set()
            self.reader.join()

    def delivered(self, number):
        return lambda error, _: self.failed.append((number, str(error))) if error else self.acked.append(number)

    def run(self):
        while not self.over.is_set():
            self.producer.produce(self.topic, value=str(self.sent), on_delivery=self.delivered(self.sent))
            self.sent += 1
            self.producer.poll(0)
            time.sleep(PAUSE_S)
        self.producer.flush(60)

    def take(self):
        while not self.read_all.is_set():
            message = self.member.poll(0.1)
            if message and not message.error():
                self.read.append(int(message.value()))
                if len(self.read) % 50 == 0:
                    self.member.commit(asynchronous=True)

    def goes_on(self, during):
        """Both of them, after what just happened."""
        written, read = len(self.acked), len(self.read)
        r.eventually(f"traffic {during}", lambda: len(self.acked) > written + 20 and len(self.read) > read + 20)

    def check(self):
        """Everything once and in order, for the group without a rebalance."""
        r.equal("failed deliveries", self.failed, [])
        for what, numbers in (("acknowledged", self.acked), ("read by the member", self.read)):
            r.equal(f"{what}, and how many", len(numbers), self.sent)
            r.equal(f"{what}, out of place", [number for place, number in enumerate(numbers) if number != place][:10], [])
        r.equal("assignments of the member", self.assignments, 1)
        self.member.commit(asynchronous=False)
        committed = self.member.committed([TopicPartition(self.topic, 0)], timeout=20)[0].offset
        r.equal("the group's offset", committed, self.sent)
        self.member.close()
