"""The round (see ../README.md) with kafka-python."""
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition

import the_round as r

CODECS = [None, "gzip", "snappy", "lz4", "zstd"]
TOPIC, GROUP = r.unique("round-kafka-python"), r.unique("group-kafka-python")
PARTITIONS = [TopicPartition(TOPIC, p) for p in range(r.PARTITIONS)]


def produce(codec, records):
    producer = KafkaProducer(bootstrap_servers=r.bootstrap(), compression_type=codec, acks="all", linger_ms=20)
    sent = [producer.send(TOPIC, record.value, record.key, record.headers, record.partition, record.timestamp) for record in records]
    producer.flush()
    r.equal("offsets", [future.get(20).offset for future in sent], [record.offset for record in records])
    producer.close()


def consumer():
    return KafkaConsumer(TOPIC, bootstrap_servers=r.bootstrap(), group_id=GROUP, auto_offset_reset="earliest",
                         enable_auto_commit=False, consumer_timeout_ms=20_000)


def consume(client, count):
    seen = r.Seen()
    for message in client:
        seen.add(message.partition, message.offset, message.timestamp, message.key, message.value, message.headers)
        if seen.count == count:
            break
    r.equal("records beyond the end", client.poll(300), {})
    return seen


def consume_commit_and_resume(produced):
    first = consumer()
    consume(first, len(produced)).must_be(produced)
    first.commit()
    first.close()
    r.step("resume from the commit in a new consumer")
    later = r.records("none", len(produced))
    produce(None, later)
    second = consumer()
    consume(second, len(later)).must_be(later)
    second.commit({p: OffsetAndMetadata(later[-1].offset + 1, "a note", -1) for p in PARTITIONS})
    r.equal("committed", [second.committed(p) for p in PARTITIONS], [later[-1].offset + 1] * r.PARTITIONS)
    second.close()
    return produced + later


def look_up_times(end):
    client = KafkaConsumer(bootstrap_servers=r.bootstrap())
    for time_ms in r.times_to_look_up(end):
        found = client.offsets_for_times({p: time_ms for p in PARTITIONS})
        wanted = [r.offset_at(p, time_ms, end) for p in range(r.PARTITIONS)]
        r.equal(f"offsets at {time_ms}", [found[p].offset if found[p] else None for p in PARTITIONS], wanted)
    r.equal("first offsets", client.beginning_offsets(PARTITIONS), {p: 0 for p in PARTITIONS})
    r.equal("end offsets", client.end_offsets(PARTITIONS), {p: end // r.PARTITIONS for p in PARTITIONS})
    client.close()


def manage_group(admin):
    listed = [group for group in admin.list_groups() if group["group_id"] == GROUP]
    r.equal("listed", [group["protocol_type"] for group in listed], ["consumer"])
    described = admin.describe_groups([GROUP])[GROUP]
    r.equal("described", (described["error"], described["group_state"], described["members"]), (None, "Empty", []))
    r.equal("notes of the commits", {o.metadata for o in admin.list_group_offsets(GROUP)[GROUP].values()}, {"a note"})
    admin.delete_groups([GROUP])
    r.equal("listed when deleted", [group for group in admin.list_groups() if group["group_id"] == GROUP], [])


def delete_topic(admin):
    """A closed consumer of kafka-python leaves a Metadata request behind its last Fetch, and that request may create the
    topic anew (the client does not heed allow_auto_create_topics): then it is deleted once more."""
    admin.delete_topics([TOPIC])
    return TOPIC not in admin.list_topics()


def main():
    admin = KafkaAdminClient(bootstrap_servers=r.bootstrap())
    r.step(f"create {TOPIC}")
    admin.create_topics({TOPIC: {"num_partitions": r.PARTITIONS, "replication_factor": 1}})
    r.eventually("the topic is there", lambda: TOPIC in admin.list_topics())
    produced = []
    for codec in CODECS:
        r.step(f"produce with codec {codec}")
        records = r.records(str(codec), len(produced))
        produce(codec, records)
        produced += records
    r.step("consume all as a group, commit")
    produced = consume_commit_and_resume(produced)
    r.step("look up offsets by time")
    look_up_times(len(produced))
    r.step("list, describe and delete the group")
    manage_group(admin)
    r.step("delete the topic")
    r.eventually("the topic is gone", lambda: delete_topic(admin))
    admin.close()


main()
