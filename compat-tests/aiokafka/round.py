"""The round (see ../README.md) with aiokafka."""
import asyncio

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

import the_round as r

CODECS = [None, "gzip", "snappy", "lz4", "zstd"]
TOPIC, GROUP = r.unique("round-aiokafka"), r.unique("group-aiokafka")
PARTITIONS = [TopicPartition(TOPIC, p) for p in range(r.PARTITIONS)]


async def produce(codec, records):
    async with AIOKafkaProducer(bootstrap_servers=r.bootstrap(), compression_type=codec, enable_idempotence=True, linger_ms=20) as producer:
        sent = [await producer.send(TOPIC, record.value, record.key, record.partition, record.timestamp, record.headers) for record in records]
        answers = await asyncio.gather(*sent)
        r.equal("offsets", [answer.offset for answer in answers], [record.offset for record in records])


def consumer():
    return AIOKafkaConsumer(TOPIC, bootstrap_servers=r.bootstrap(), group_id=GROUP, auto_offset_reset="earliest", enable_auto_commit=False)


async def consume(client, count):
    seen = r.Seen()
    while seen.count < count:
        message = await asyncio.wait_for(client.getone(), 20)
        seen.add(message.partition, message.offset, message.timestamp, message.key, message.value, message.headers)
    r.equal("records beyond the end", await client.getmany(timeout_ms=300), {})
    return seen


async def consume_commit_and_resume(produced):
    async with consumer() as first:
        (await consume(first, len(produced))).must_be(produced)
        await first.commit()
    r.step("resume from the commit in a new consumer")
    later = r.records("none", len(produced))
    await produce(None, later)
    async with consumer() as second:
        (await consume(second, len(later))).must_be(later)
        await second.commit({p: (later[-1].offset + 1, "a note") for p in PARTITIONS})
        for partition in PARTITIONS:
            r.equal("committed", await second.committed(partition), later[-1].offset + 1)
    return produced + later


async def look_up_times(end):
    async with AIOKafkaConsumer(bootstrap_servers=r.bootstrap()) as client:
        for time_ms in r.times_to_look_up(end):
            found = await client.offsets_for_times({p: time_ms for p in PARTITIONS})
            wanted = [r.offset_at(p, time_ms, end) for p in range(r.PARTITIONS)]
            r.equal(f"offsets at {time_ms}", [found[p].offset if found[p] else None for p in PARTITIONS], wanted)
        r.equal("first offsets", await client.beginning_offsets(PARTITIONS), {p: 0 for p in PARTITIONS})
        r.equal("end offsets", await client.end_offsets(PARTITIONS), {p: end // r.PARTITIONS for p in PARTITIONS})


async def manage_group(admin):
    r.equal("listed", [group for group in await admin.list_consumer_groups() if group[0] == GROUP], [(GROUP, "consumer")])
    described = (await admin.describe_consumer_groups([GROUP]))[0].groups[0]
    r.equal("described", (described[0], described[1], described[2]), (0, GROUP, "Empty"))
    offsets = await admin.list_consumer_group_offsets(GROUP)
    r.equal("notes of the commits", {offsets[p].metadata for p in PARTITIONS}, {"a note"})


async def gone(admin):
    for _ in range(100):
        if TOPIC not in await admin.list_topics():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the topic is still listed")


async def main():
    admin = AIOKafkaAdminClient(bootstrap_servers=r.bootstrap())
    await admin.start()
    r.step(f"create {TOPIC}")
    answer = await admin.create_topics([NewTopic(TOPIC, r.PARTITIONS, 1)])
    r.equal("create topic", [topic[1] for topic in answer.topic_errors], [0])
    produced = []
    for codec in CODECS:
        r.step(f"produce with codec {codec}")
        records = r.records(str(codec), len(produced))
        await produce(codec, records)
        produced += records
    r.step("consume all as a group, commit")
    produced = await consume_commit_and_resume(produced)
    r.step("look up offsets by time")
    await look_up_times(len(produced))
    r.step("list and describe the group")
    await manage_group(admin)
    r.step("delete the topic")
    await admin.delete_topics([TOPIC])
    await gone(admin)
    await admin.close()


asyncio.run(main())
