"""A topic of one partition that is written and compared: each record has its number and a size that fills segments soon."""
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

import the_round as r

QUIET = {"log_level": 0}
RECORD_BYTES = 40_000
SEGMENT_BYTES = 1 << 20
CONFIG = {"segment.bytes": str(SEGMENT_BYTES), "index.interval.bytes": "0", "file.delete.delay.ms": "100"}


def create(name, partitions=1, **options):
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    admin.create_topics([NewTopic(name, partitions, 1, config=CONFIG)], **options)[name].result()


def delete(name):
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    admin.delete_topics([name], request_timeout=5)[name].result()


def partitions_by_topic():
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    return {name: len(topic.partitions) for name, topic in admin.list_topics(timeout=10).topics.items()}


class Topic:
    """One partition, its producer, and what was sent to it and acknowledged."""

    def __init__(self, name):
        self.name, self.sent, self.acked, self.errors = name, 0, [], []
        self.producer = self.new_producer(enable_idempotence=True)

    def new_producer(self, **options):
        chosen = {key.replace("_", "."): value for key, value in options.items()}
        return Producer({"bootstrap.servers": r.bootstrap(), "acks": "all", "linger.ms": 0, "message.timeout.ms": 1500,
                         "batch.num.messages": 1, "socket.timeout.ms": 1200, **chosen, **QUIET})

    def value(self, number):
        return (f"{number} " * (RECORD_BYTES // len(f"{number} "))).encode()

    def produce(self, count):
        """Sends `count` records, or as many as there are up to the first that fails; whether all are acknowledged."""
        for number in range(self.sent, self.sent + count):
            self.sent = number + 1
            self.producer.produce(self.name, value=self.value(number), partition=0, on_delivery=self.delivered(number))
            if self.producer.flush(10) != 0 or self.errors:
                return False
        return True

    def delivered(self, number):
        return lambda error, _: self.errors.append(error) if error else self.acked.append(number)

    def probe(self):
        """The code that one record gets, asked once."""
        codes = []
        producer = self.new_producer(retries=0)
        producer.produce(self.name, value=self.value(self.sent), partition=0,
                         on_delivery=lambda error, _: codes.append(error.code() if error else KafkaError.NO_ERROR))
        self.sent += 1
        producer.flush(10)
        return codes[0] if codes else None

    def check_refused(self, when):
        """Metadata names no leader, so that a client waits for one, and whoever asks nevertheless is told why."""
        code = self.probe()
        if code not in (KafkaError.KAFKA_STORAGE_ERROR, KafkaError._MSG_TIMED_OUT):
            raise AssertionError(f"{when} a record gets {code}")

    def check(self):
        """All that was acknowledged is there, once and in order, and nothing that was not sent."""
        consumer = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": self.name, "enable.auto.commit": False, **QUIET})
        try:
            _, end = consumer.get_watermark_offsets(TopicPartition(self.name, 0), timeout=10)
            consumer.assign([TopicPartition(self.name, 0, 0)])
            found = []
            while len(found) < end:
                message = consumer.poll(10)
                if message is None or message.error():
                    raise AssertionError(f"{len(found)} of {end} records of {self.name}, then {message and message.error()}")
                number = int(message.value().split()[0])
                r.equal(f"bytes of record {number}", message.value(), self.value(number))
                found.append(number)
        finally:
            consumer.close()
        r.equal("records in order and once", found, sorted(set(found)))
        r.equal("acknowledged records that are gone", [number for number in self.acked if number not in set(found)], [])
        r.equal("records that nobody sent", [number for number in found if number >= self.sent], [])
