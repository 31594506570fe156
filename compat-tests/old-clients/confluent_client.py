"""confluent-kafka, made to believe in an old broker: BOOTSTRAP VERSION."""
import sys
import time

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

import commands

PARTITIONS = range(3)
PATIENCE_S = 30


class Confluent:
    def __init__(self, bootstrap, version):
        self.common = {"bootstrap.servers": bootstrap, "api.version.request": False, "broker.version.fallback": version, "log_level": 3}
        numbers = tuple(map(int, version.split(".")))
        self.has_groups, self.has_times = numbers >= (0, 9), numbers >= (0, 10)

    def produce(self, topic, codec, records):
        failed = []
        producer = Producer(self.common | {"compression.type": codec, "linger.ms": 20})
        for partition, timestamp, key, value in records:
            producer.produce(topic, partition=partition, key=key, value=value, timestamp=timestamp if self.has_times else 0,
                             on_delivery=lambda error, _: failed.append(error) if error else None)
        if producer.flush(20) or failed:
            raise RuntimeError(f"not delivered: {failed or 'in time'}")

    def consumer(self, group):
        return Consumer(self.common | {"group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False})

    def consume(self, topic, group, count):
        consumer = self.consumer(group)
        places = [TopicPartition(topic, p) for p in PARTITIONS]
        if self.has_groups:
            consumer.subscribe([topic])
        else:
            consumer.assign(places)
        seen, deadline = [], time.monotonic() + PATIENCE_S
        while len(seen) < count and time.monotonic() < deadline:
            message = consumer.poll(0.2)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            seen.append((message.partition(), message.offset(), message.timestamp()[1] if message.timestamp()[0] else -1, message.key(), message.value()))
        consumer.commit(asynchronous=False)
        consumer.close()
        return seen

    def committed(self, topic, group):
        consumer = self.consumer(group)
        found = consumer.committed([TopicPartition(topic, p) for p in PARTITIONS], timeout=10)
        consumer.close()
        return {place.partition: max(-1, place.offset) for place in found}

    def ends(self, topic, which):
        consumer = self.consumer("none")
        found = {p: consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=10)[1 if which == "last" else 0] for p in PARTITIONS}
        consumer.close()
        return found

    def at_time(self, topic, timestamp):
        consumer = self.consumer("none")
        found = consumer.offsets_for_times([TopicPartition(topic, p, int(timestamp)) for p in PARTITIONS], timeout=10)
        consumer.close()
        return {place.partition: max(-1, place.offset) if place.offset != -1001 else -1 for place in found}


commands.serve(Confluent(*sys.argv[1:]))
