"""librdkafka's throttle events, and how fast its clients get where there is a quota on bytes."""
import time

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

import the_round as r
import quotas

RATE = 500_000
VALUE = b"x" * 10_000
# In a window of six samples a client may use five seconds' worth at once; after that it is held to the rate.
BURST_S = 6
MEASURED_S = 18


class Events:
    """What a client is told of throttling."""

    def __init__(self):
        self.throttle_s = []

    def add(self, event):
        self.throttle_s.append(event.throttle_time)


def produce(topic, count, events):
    """How many bytes a second the values were taken with."""
    producer = Producer({"bootstrap.servers": r.bootstrap(), "client.id": "quota-rd", "batch.size": 50_000, "linger.ms": 20,
                         "throttle_cb": events.add, "enable.idempotence": True})
    began = time.monotonic()
    for _ in range(count):
        while True:
            try:
                producer.produce(topic, VALUE, partition=0)
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    r.equal("records left unsent", producer.flush(60), 0)
    return count * len(VALUE) / (time.monotonic() - began)


def consume(topic, start, count, events):
    consumer = Consumer({"bootstrap.servers": r.bootstrap(), "client.id": "quota-rd", "group.id": r.unique("quota-rd"), "throttle_cb": events.add,
                         "fetch.message.max.bytes": 50_000})
    consumer.assign([TopicPartition(topic, 0, start)])
    began, seen = None, 0
    while seen < count:
        message = consumer.poll(30)
        if message is None:
            raise AssertionError(f"only {seen} of {count} records came")
        r.equal("offset", message.offset(), start + seen)
        began = began or time.monotonic()
        seen += 1
    rate = count * len(VALUE) / (time.monotonic() - began)
    consumer.close()
    return rate


def near(what, got, wanted):
    r.step(f"{what}: {got:,.0f} bytes/s with a quota of {wanted:,.0f}")
    if not 0.85 * wanted < got < 1.15 * wanted:
        raise AssertionError(f"{what}: {got:,.0f} bytes/s are not within 15 % of {wanted:,.0f}")


def main():
    topic = r.unique("quota-rd")
    admin = AdminClient({"bootstrap.servers": r.bootstrap()})
    admin.create_topics([NewTopic(topic, 1, 1)])[topic].result()
    burst, measured = (RATE * seconds // len(VALUE) for seconds in (BURST_S, MEASURED_S))

    r.step("produce without a quota")
    events = Events()
    produce(topic, burst + measured, events)
    r.equal("throttle events", [each for each in events.throttle_s if each > 0], [])

    with quotas.on({"client-id": "quota-rd"}, producer_byte_rate=RATE, consumer_byte_rate=RATE):
        produce(topic, burst, events)
        near("produced", produce(topic, measured, events), RATE)
        r.equal("there were throttle events", any(each > 0 for each in events.throttle_s), True)
        events = Events()
        consume(topic, 0, burst, events)
        near("consumed", consume(topic, burst, measured, events), RATE)
        r.equal("there were throttle events", any(each > 0 for each in events.throttle_s), True)

    r.step("consume once the quota is gone")
    began = time.monotonic()
    consume(topic, 0, burst + measured, Events())
    r.equal("at full speed", time.monotonic() - began < MEASURED_S, True)


main()
