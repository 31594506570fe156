"""A group that one more consumer joins."""
import threading
import time

from harness import topics
from harness.process import Failed
from harness.workload import BROKERS, Row, Workload

MEMBERS = 10
PARTITIONS_EACH = 2
LIMIT_S = 60
# Members learn from a heartbeat that a rebalance has begun: often enough to leave the broker's own time visible.
HEARTBEAT_MS = 100
POLL_S = 0.05
SILENT = 0  # a client that loses its broker says so without end


class Group:
    """Consumers on a thread each, and when each of them was last assigned something."""

    def __init__(self, subject, topic):
        self.address, self.topic = subject.address, topic
        self.changed = threading.Condition()
        self.assigned = {}  # by member: when, and how many partitions
        self.failed = None
        self.done = threading.Event()
        self.threads = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.done.set()
        for thread in self.threads:
            thread.join()

    def add(self):
        thread = threading.Thread(target=self.consume, args=(len(self.threads),))
        self.threads.append(thread)
        thread.start()

    def consume(self, member):
        from confluent_kafka import Consumer

        def assigned(_, partitions):
            with self.changed:
                self.assigned[member] = (time.monotonic(), len(partitions))
                self.changed.notify_all()

        consumer = Consumer({"bootstrap.servers": self.address, "group.id": "bench", "auto.offset.reset": "earliest",
                             "heartbeat.interval.ms": HEARTBEAT_MS, "session.timeout.ms": 10_000, "log_level": SILENT})
        consumer.subscribe([self.topic], on_assign=assigned)
        while not self.done.is_set():
            message = consumer.poll(POLL_S)
            if message is not None and message.error():
                with self.changed:
                    self.failed = message.error()
                    self.changed.notify_all()
        consumer.close()

    def settled_since(self, begin, partitions):
        recent = [count for when, count in self.assigned.values() if when >= begin]
        return self.failed or (len(recent) == len(self.threads) and sum(recent) == partitions)

    def await_assignment(self, begin, partitions):
        """When the last member of all was assigned its part, and the parts are the whole."""
        with self.changed:
            if not self.changed.wait_for(lambda: self.settled_since(begin, partitions), LIMIT_S):
                raise Failed(f"the group is not settled after {LIMIT_S} s: {self.assigned}")
            if self.failed:
                raise Failed(f"a consumer failed: {self.failed}")
            return max(when for when, _ in self.assigned.values())


def measure(subject):
    partitions = (MEMBERS + 1) * PARTITIONS_EACH
    topics.create(subject, "bench", partitions)
    with Group(subject, "bench") as group:
        for _ in range(MEMBERS):
            group.add()
        group.await_assignment(0, partitions)
        begin = time.monotonic()
        group.add()
        return {"ms": 1000 * (group.await_assignment(begin, partitions) - begin)}


WORKLOADS = [Workload("rebalance", "from the join of an 11th consumer until all of them have their partitions",
                      lambda _: [Row("rebalance", measure, BROKERS)])]
