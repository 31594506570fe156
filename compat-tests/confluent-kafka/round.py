"""The round (see ../README.md) with confluent-kafka, which is a recent librdkafka."""
from confluent_kafka import Consumer, ConsumerGroupState, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

import the_round as r

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
TOPIC, GROUP = r.unique("round-confluent-kafka"), r.unique("group-confluent-kafka")


def produce(codec, records):
    failed = []
    producer = Producer({"bootstrap.servers": r.bootstrap(), "compression.type": codec, "enable.idempotence": True, "linger.ms": 20})
    for record in records:
        producer.produce(TOPIC, partition=record.partition, key=record.key, value=record.value, headers=record.headers,
                         timestamp=record.timestamp, on_delivery=lambda error, _: failed.append(error) if error else None)
    r.equal("records left unsent", producer.flush(20), 0)
    r.equal("delivery errors", failed, [])


def consumer(strategy):
    return Consumer({"bootstrap.servers": r.bootstrap(), "group.id": GROUP, "auto.offset.reset": "earliest",
                     "enable.auto.commit": False, "partition.assignment.strategy": strategy})


def consume(client, count):
    seen = r.Seen()
    while seen.count < count:
        message = client.poll(20)
        if message is None:
            raise AssertionError(f"only {seen.count} of {count} records came")
        if message.error():
            raise KafkaException(message.error())
        seen.add(message.partition(), message.offset(), message.timestamp()[1], message.key(), message.value(), message.headers())
    r.equal("records beyond the end", client.poll(0.3), None)
    return seen


def consume_commit_and_resume(admin, produced):
    first = consumer("range")
    first.subscribe([TOPIC])
    consume(first, len(produced)).must_be(produced)
    description = admin.describe_consumer_groups([GROUP])[GROUP].result()
    r.equal("state of the group with a member", description.state, ConsumerGroupState.STABLE)
    r.equal("partitions of the member", sorted(p.partition for p in description.members[0].assignment.topic_partitions), [0, 1, 2])
    first.commit(asynchronous=False)
    first.close()

    r.step("resume from the commit in a new consumer, with the cooperative protocol")
    later = r.records("none", len(produced))
    produce("none", later)
    second = consumer("cooperative-sticky")
    second.subscribe([TOPIC])
    consume(second, len(later)).must_be(later)
    second.commit(asynchronous=False)
    committed = second.committed([TopicPartition(TOPIC, p) for p in range(r.PARTITIONS)], timeout=10)
    r.equal("committed offsets", [p.offset for p in committed], [(len(produced) + len(later)) // r.PARTITIONS] * r.PARTITIONS)
    second.close()
    return produced + later


def look_up_times(admin, end):
    client = consumer("range")
    for time_ms in r.times_to_look_up(end):
        found = client.offsets_for_times([TopicPartition(TOPIC, p, time_ms) for p in range(r.PARTITIONS)], timeout=10)
        wanted = [r.offset_at(p, time_ms, end) for p in range(r.PARTITIONS)]
        r.equal(f"offsets at {time_ms}", [None if p.offset == -1 else p.offset for p in found], wanted)
    r.equal("watermarks", client.get_watermark_offsets(TopicPartition(TOPIC, 1), timeout=10), (0, end // r.PARTITIONS))
    client.close()
    newest = admin.list_offsets({TopicPartition(TOPIC, 2): OffsetSpec.max_timestamp()})[TopicPartition(TOPIC, 2)].result()
    r.equal("offset with the highest timestamp", newest.offset, end // r.PARTITIONS - 1)


def manage_group(admin):
    groups = admin.list_consumer_groups().result()
    r.equal("errors of the listing", groups.errors, [])
    r.equal("listed", [g.state for g in groups.valid if g.group_id == GROUP], [ConsumerGroupState.EMPTY])
    r.equal("described", admin.describe_consumer_groups([GROUP])[GROUP].result().members, [])
    admin.delete_consumer_groups([GROUP])[GROUP].result()
    r.equal("listed when deleted", [g for g in admin.list_consumer_groups().result().valid if g.group_id == GROUP], [])


def main():
    admin = AdminClient({"bootstrap.servers": r.bootstrap()})
    r.step(f"create {TOPIC}")
    admin.create_topics([NewTopic(TOPIC, r.PARTITIONS, 1)])[TOPIC].result()
    r.equal("partitions", sorted(admin.list_topics(TOPIC, timeout=10).topics[TOPIC].partitions), [0, 1, 2])
    produced = []
    for codec in CODECS:
        r.step(f"produce with codec {codec}")
        records = r.records(codec, len(produced))
        produce(codec, records)
        produced += records
    r.step("consume all as a group, commit")
    produced = consume_commit_and_resume(admin, produced)
    r.step("look up offsets by time")
    look_up_times(admin, len(produced))
    r.step("list, describe and delete the group")
    manage_group(admin)
    r.step("delete the topic")
    admin.delete_topics([TOPIC])[TOPIC].result()
    r.eventually("the topic is gone", lambda: TOPIC not in admin.list_topics(timeout=10).topics)


main()
