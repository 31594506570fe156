"""Everything that a broker knows of some topics and groups, piece by piece: what a client sees, or that it is refused."""
import zlib

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic

import the_round as r

QUIET = {"log_level": 0}
RECORD_BYTES = 40_000
RECORDS = 90  # a bit more than three segments
SEGMENT = {"segment.bytes": str(1 << 20), "index.interval.bytes": "0"}
STEP_MS = 1000
LIMIT_S = 10
REFUSED = "refused"


def consumer(group, **config):
    return Consumer({"bootstrap.servers": r.bootstrap(), "group.id": group, "enable.auto.commit": False, "isolation.level": "read_committed",
                     "enable.partition.eof": True, "check.crcs": True, "fetch.error.backoff.ms": 50, **config, **QUIET})


class World:
    """Topics with plain records and with transactions, and groups that committed."""

    def __init__(self):
        self.plain, self.transactional = topics = [r.unique("plain"), r.unique("transactional")]
        self.groups = {r.unique(f"group-{number}"): number for number in range(2)}
        admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
        for created in admin.create_topics([NewTopic(topic, 1, 1, config=SEGMENT) for topic in topics]).values():
            created.result()
        self.write_plain()
        self.write_transactions()
        for group, number in self.groups.items():
            member = consumer(group)
            member.commit(offsets=[TopicPartition(self.plain, 0, number + 1)], asynchronous=False)
            member.close()

    def value(self, number):
        return (f"{number} " * (RECORD_BYTES // len(f"{number} "))).encode()

    def write_plain(self):
        producer = Producer({"bootstrap.servers": r.bootstrap(), "enable.idempotence": True, "batch.num.messages": 1, **QUIET})
        for number in range(RECORDS):
            producer.produce(self.plain, value=self.value(number), timestamp=r.FIRST_TIMESTAMP_MS + number * STEP_MS)
        r.equal("records left unsent", producer.flush(30), 0)

    def write_transactions(self):
        """Every other one is aborted."""
        producer = Producer({"bootstrap.servers": r.bootstrap(), "transactional.id": self.transactional, "batch.num.messages": 1, **QUIET})
        producer.init_transactions(30)
        for first in range(0, RECORDS, 9):
            producer.begin_transaction()
            for number in range(first, first + 9):
                producer.produce(self.transactional, value=self.value(number), timestamp=r.FIRST_TIMESTAMP_MS + number * STEP_MS)
            producer.flush(30)
            if first % 2:
                producer.abort_transaction(30)
            else:
                producer.commit_transaction(30)

    def facts(self):
        """By the name of what was asked; what is missing is refused: who asks for a partition that is offline waits."""
        topics = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET}).list_topics(timeout=LIMIT_S).topics
        online = {name for name, topic in topics.items() if all(each.leader >= 0 for each in topic.partitions.values())}
        found = {"topics": {name: len(topic.partitions) for name, topic in topics.items()}}
        for topic in (self.plain, self.transactional):
            found[f"config of {topic}"] = asked(self.config, topic)
            if topic in online:
                found |= self.facts_of_partition(topic)
        if "__consumer_offsets" in online:
            for group in self.groups:
                found[f"offset of {group}"] = asked(self.committed, group)
        return found

    def config(self, topic):
        admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
        resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
        configs = admin.describe_configs([resource], request_timeout=LIMIT_S)[resource].result()
        return {name: configs[name].value for name in SEGMENT}

    def facts_of_partition(self, topic):
        reader, partition = consumer(r.unique("reader")), TopicPartition(topic, 0)
        try:
            found = {f"ends of {topic}": asked(reader.get_watermark_offsets, partition, timeout=LIMIT_S),
                     f"records of {topic}": asked(self.records, reader, topic)}
            for number in range(0, RECORDS, 13):
                at = TopicPartition(topic, 0, r.FIRST_TIMESTAMP_MS + number * STEP_MS)
                found[f"offset of time {number} in {topic}"] = asked(lambda at=at: reader.offsets_for_times([at], timeout=LIMIT_S)[0].offset)
                found[f"record at {number} of {topic}"] = asked(self.records, reader, topic, number, 1)
            return found
        finally:
            reader.close()

    def records(self, reader, topic, first=0, count=None):
        """Offset, time and checksum of each; what cannot be read is no record, and not the end of them."""
        reader.assign([TopicPartition(topic, 0, first)])
        found = []
        while count is None or len(found) < count:
            message = reader.poll(LIMIT_S)
            if message is None:
                raise TimeoutError(f"only {len(found)} records of {topic}")
            if message.error():
                if message.error().code() == message.error()._PARTITION_EOF:
                    break
                raise KafkaException(message.error())
            found.append((message.offset(), message.timestamp()[1], zlib.crc32(message.value())))
        return found

    def committed(self, group):
        member = consumer(group)
        try:
            found = member.committed([TopicPartition(self.plain, 0)], timeout=LIMIT_S)[0]
            if found.error:
                raise KafkaException(found.error)
            return found.offset
        finally:
            member.close()


def asked(question, *arguments, **named):
    try:
        return question(*arguments, **named)
    except (KafkaException, TimeoutError):
        return REFUSED
