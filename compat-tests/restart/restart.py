"""What outlives the broker's process: topics, configs, records, commits, group membership and producers' sequences.

First through an orderly stop, then through kill -9, each with clients that stay and with clients that come anew.
"""
from confluent_kafka import Consumer, ConsumerGroupState, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic

import metadata
import the_round as r

PARTITIONS = 3
QUIET = {"log_level": 1}  # librdkafka tells of every failed connection otherwise


class Survivor:
    """Clients that were there before, and what they know must still be true."""

    def __init__(self, name):
        self.topic, self.gone, self.group = (r.unique(f"{what}-{name}") for what in ("kept", "deleted", "group"))
        self.admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
        self.admin.create_topics([NewTopic(self.topic, PARTITIONS, 1, config={"retention.ms": "7654321"})])[self.topic].result()
        self.admin.create_topics([NewTopic(self.gone, 1, 1)])[self.gone].result()
        self.admin.delete_topics([self.gone])[self.gone].result()
        self.producer = Producer({"bootstrap.servers": r.bootstrap(), "enable.idempotence": True, "linger.ms": 5, **QUIET})
        self.member = self.new_member(static=True)
        self.sent = []

    def new_member(self, static=False):
        instance = {"group.instance.id": "the-instance", "session.timeout.ms": 45000} if static else {}
        member = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": self.group, "auto.offset.reset": "earliest",
                           "enable.auto.commit": False, "heartbeat.interval.ms": 500, **instance, **QUIET})
        member.subscribe([self.topic])
        return member

    def produce(self, count):
        failed = []
        for number in range(len(self.sent), len(self.sent) + count):
            self.producer.produce(self.topic, partition=number % PARTITIONS, key=b"key", value=str(number).encode(),
                                  on_delivery=lambda error, _: failed.append(error) if error else None)
            self.sent.append(number)
        r.equal("records left unsent", self.producer.flush(60), 0)
        r.equal("delivery errors", failed, [])

    @staticmethod
    def take(member, count):
        taken = []
        while len(taken) < count:
            message = member.poll(30)
            if message is None:
                raise AssertionError(f"only {len(taken)} of {count} records came")
            if not message.error():
                taken.append((message.partition(), message.offset(), int(message.value())))
        return taken

    def expected(self, first, end):
        return sorted((number % PARTITIONS, number // PARTITIONS, number) for number in range(first, end))

    def committed(self, member):
        return [p.offset for p in member.committed([TopicPartition(self.topic, p) for p in range(PARTITIONS)], timeout=30)]

    def described(self):
        admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
        return admin.describe_consumer_groups([self.group])[self.group].result()


def metadata_is_kept(survivor):
    topics = survivor.admin.list_topics(timeout=30).topics
    r.equal("the topic's partitions", len(topics[survivor.topic].partitions), PARTITIONS)
    r.equal("the deleted topic", survivor.gone in topics, False)
    resource = ConfigResource(ConfigResource.Type.TOPIC, survivor.topic)
    configs = survivor.admin.describe_configs([resource])[resource].result()
    r.equal("its retention", configs["retention.ms"].value, "7654321")


def everything_from_the_start(survivor):
    fresh = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": "none", "enable.auto.commit": False, **QUIET})
    fresh.assign([TopicPartition(survivor.topic, p, 0) for p in range(PARTITIONS)])
    r.equal("all records", sorted(survivor.take(fresh, len(survivor.sent))), survivor.expected(0, len(survivor.sent)))
    r.equal("records beyond them", fresh.poll(1), None)
    fresh.close()


def through(name, end_verb):
    survivor = Survivor(name)
    survivor.produce(90)
    r.equal("records before", sorted(survivor.take(survivor.member, 90)), survivor.expected(0, 90))
    survivor.member.commit(offsets=[TopicPartition(survivor.topic, p, 20 + p) for p in range(PARTITIONS)], asynchronous=False)
    before = survivor.described().members[0].member_id

    r.step(f"{end_verb} the broker, and start it again")
    r.broker(end_verb)
    r.broker("start")

    r.step("metadata and records are kept; a producer that was there goes on without a gap or a repetition")
    metadata_is_kept(survivor)
    survivor.produce(30)
    everything_from_the_start(survivor)

    r.step("the member that was there is still one, and goes on where it was")
    r.equal("records after", sorted(survivor.take(survivor.member, 30)), survivor.expected(90, 120))
    r.equal("commits", survivor.committed(survivor.member), [20, 21, 22])
    described = survivor.described()
    r.equal("state", described.state, ConsumerGroupState.STABLE)
    r.equal("member", [m.member_id for m in described.members], [before])

    r.step("a member that comes anew goes on from the commits")
    survivor.member.commit(offsets=[TopicPartition(survivor.topic, p, 35) for p in range(PARTITIONS)], asynchronous=False)
    survivor.member.close()
    second = survivor.new_member(static=True)
    r.equal("records from the commits on", sorted(survivor.take(second, 15)), survivor.expected(105, 120))
    second.close()


def main():
    for name, verb in (("stop", "stop"), ("kill", "kill")):
        through(name, verb)
    r.step("metadata is whole wherever a kill -9 hits")
    metadata.killed_at_any_moment()


main()
