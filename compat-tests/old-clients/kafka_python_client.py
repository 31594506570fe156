"""kafka-python of 2019, made to believe in an old broker: BOOTSTRAP MAJOR.MINOR.PATCH."""
import sys
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
import kafka.codec
import lz4.frame

import commands

PARTITIONS = range(3)
PATIENCE_S = 30
# The library was written for an lz4 whose function took another argument.
kafka.codec.lz4_encode = lz4.frame.compress


class OldClient:
    def __init__(self, bootstrap, version):
        self.common = {"bootstrap_servers": bootstrap, "api_version": tuple(map(int, version.split(".")))}
        self.has_groups = self.common["api_version"] >= (0, 9)
        self.has_times = self.common["api_version"] >= (0, 10)

    def produce(self, topic, codec, records):
        producer = KafkaProducer(compression_type=None if codec == "none" else codec, acks="all", linger_ms=20, **self.common)
        sent = [producer.send(topic, value, key, partition=partition, timestamp_ms=timestamp if self.has_times else None)
                for partition, timestamp, key, value in records]
        producer.flush()
        for future in sent:
            future.get(20)
        producer.close()

    def consumer(self, group):
        return KafkaConsumer(group_id=group, auto_offset_reset="earliest", enable_auto_commit=False, **self.common)

    def consume(self, topic, group, count):
        consumer = self.consumer(group)
        if self.has_groups:
            consumer.subscribe([topic])
        else:
            consumer.assign([TopicPartition(topic, p) for p in PARTITIONS])
        seen, deadline = [], time.monotonic() + PATIENCE_S
        while len(seen) < count and time.monotonic() < deadline:
            for records in consumer.poll(200).values():
                seen += [(r.partition, r.offset, -1 if r.timestamp is None else r.timestamp, r.key, r.value) for r in records]
        consumer.commit()
        consumer.close()
        return seen

    def committed(self, topic, group):
        consumer = self.consumer(group)
        found = {p: consumer.committed(TopicPartition(topic, p)) for p in PARTITIONS}
        consumer.close()
        return {p: -1 if offset is None else offset for p, offset in found.items()}

    def ends(self, topic, which):
        consumer = self.consumer(None)
        found = (consumer.end_offsets if which == "last" else consumer.beginning_offsets)([TopicPartition(topic, p) for p in PARTITIONS])
        consumer.close()
        return {place.partition: offset for place, offset in found.items()}

    def at_time(self, topic, timestamp):
        consumer = self.consumer(None)
        found = consumer.offsets_for_times({TopicPartition(topic, p): int(timestamp) for p in PARTITIONS})
        consumer.close()
        return {place.partition: -1 if offset is None else offset.offset for place, offset in found.items()}


commands.serve(OldClient(*sys.argv[1:]))
