"""Two idempotent producers and a group of three go on through a kill -9 of the broker and its restart.

What was acknowledged must be there afterwards: all of it, once, and in order within each partition.
"""
import collections
import sys
import time

from confluent_kafka.admin import AdminClient, NewTopic

import the_round as r
from tools import Consumer, Producer

PARTITIONS = 6
THROUGHPUT = 500
DEFAULT_SECONDS = 20
DOWN_SECONDS = 1


def create(topic):
    admin = AdminClient({"bootstrap.servers": r.bootstrap()})
    admin.create_topics([NewTopic(topic, PARTITIONS, 1)])[topic].result()


def start(topic, group):
    """Consumers first, so that the group is settled before there is anything to consume."""
    consumers = [Consumer(r.bootstrap(), topic, group) for _ in range(3)]
    shared = [PARTITIONS // 3] * 3
    r.eventually("each consumer has its share", lambda: [len(c.assigned()) for c in consumers] == shared, 120)
    producers = [Producer(r.bootstrap(), topic, prefix, THROUGHPUT) for prefix in (1, 2)]
    r.eventually("both producers are under way", lambda: all(p.named("producer_send_success") for p in producers), 90)
    return producers, consumers


def crash():
    r.step("kill -9 the broker")
    r.broker("kill")
    time.sleep(DOWN_SECONDS)
    r.step("start it again")
    r.broker("start")


def produce_through_a_crash(producers, seconds):
    r.step(f"produce for {seconds} s in all")
    time.sleep(seconds / 2)
    crash()
    before = [len(p.acknowledged()) for p in producers]
    time.sleep(seconds / 2)
    r.eventually("both producers go on", lambda: all(len(p.acknowledged()) > b for p, b in zip(producers, before)), 120)
    for producer in producers:
        producer.end()


def seen_by(consumers):
    return [record for consumer in consumers for record in consumer.records()]


def check_acknowledged(acknowledged, seen):
    """Everything acknowledged was consumed, where the producer was told that it is."""
    place_of = {value: (partition, offset) for partition, offset, value in seen}
    lost = [value for value in acknowledged if value not in place_of]
    r.equal("acknowledged but never consumed", lost[:10], [])
    elsewhere = [value for value, place in acknowledged.items() if place_of[value] != place]
    r.equal("consumed from elsewhere than acknowledged", elsewhere[:10], [])


def check_once(seen):
    places = collections.defaultdict(set)
    for partition, offset, value in seen:
        places[value].add((partition, offset))
    twice = {value: at for value, at in places.items() if len(at) > 1}
    r.equal("values at two offsets", dict(list(twice.items())[:10]), {})
    r.equal("records handed over twice", [place for place, count in collections.Counter(s[:2] for s in seen).items() if count > 1][:10], [])


def check_order(seen):
    """Within a partition offsets have no gap, and each producer's numbers go up."""
    for partition in range(PARTITIONS):
        records = sorted((offset, value) for p, offset, value in seen if p == partition)
        r.equal(f"offsets of partition {partition}", [offset for offset, _ in records], list(range(len(records))))
        for prefix in ("1.", "2."):
            numbers = [int(value.split(".")[1]) for _, value in records if value.startswith(prefix)]
            r.equal(f"order of producer {prefix} in partition {partition}", numbers == sorted(numbers), True)


def check_delivered_in_order(consumers):
    for number, consumer in enumerate(consumers):
        for partition in range(PARTITIONS):
            offsets = [offset for p, offset, _ in consumer.records() if p == partition]
            r.equal(f"order in which consumer {number} got partition {partition}", offsets == sorted(offsets), True)


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_SECONDS
    topic, group = r.unique("verifiable"), r.unique("verifiable")
    create(topic)
    tools = []
    try:
        producers, consumers = start(topic, group)
        tools = producers + consumers
        produce_through_a_crash(producers, seconds)
        acknowledged = {value: place for producer in producers for value, place in producer.acknowledged().items()}
        refused = [event for producer in producers for event in producer.named("producer_send_error")]
        r.step(f"{len(acknowledged)} records acknowledged, {len(refused)} refused; wait for the group to get them")
        r.equal("refused", refused[:3], [])
        r.eventually("the group has caught up", lambda: len(seen_by(consumers)) >= len(acknowledged), 120)
        for consumer in consumers:
            consumer.end()
        seen = seen_by(consumers)
        check_acknowledged(acknowledged, seen)
        check_once(seen)
        check_order(seen)
        check_delivered_in_order(consumers)
        r.step(f"{len(seen)} records consumed: all, once, in order")
    finally:
        for tool in tools:
            tool.abandon()


main()
