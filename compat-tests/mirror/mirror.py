"""MirrorMaker 2 carries a topic, its configs and a group's offsets from one broker to another, exactly once, while it and that broker are killed."""
import os
import random
import subprocess
import time

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic

import moved
import program
import repeats
import the_round as r
from background import Background
from ports import free_port

KILLS = repeats.kills(1, 15)
SEED = repeats.seed()
PARTITIONS = 3
TOPIC, MIRRORED = "orders", "from.orders"
CONFIGS = {"cleanup.policy": "compact,delete", "retention.ms": "987654321", "min.compaction.lag.ms": "98765432"}
GROUP = "billing"
RECORDS_A_SECOND = 200
# The writer does not go on and on where all the rest stands still.
MOST_AHEAD = 2000
PATIENCE_S = 120
SETTINGS = {
    "clusters": "from, to", "from->to.enabled": "true", "topics": TOPIC, "groups": GROUP, "tasks.max": "2",
    "dedicated.mode.enable.internal.rest": "true", "to.exactly.once.source.support": "enabled", "replication.factor": 1,
    # Everything that is looked for now and then is looked for soon.
    "refresh.topics.interval.seconds": 2, "refresh.groups.interval.seconds": 2, "sync.topic.configs.interval.seconds": 2,
    "sync.topic.acls.interval.seconds": 2, "emit.checkpoints.interval.seconds": 2, "sync.group.offsets.interval.seconds": 2,
    "sync.group.offsets.enabled": "true", "offset.lag.max": 0,
    "to.session.timeout.ms": 6000, "to.heartbeat.interval.ms": 1000, "to.scheduled.rebalance.max.delay.ms": 1000,
    **{f"{topic}.replication.factor": 1
       for topic in ("checkpoints.topic", "heartbeats.topic", "offset-syncs.topic", "offset.storage", "status.storage", "config.storage")},
}


class Source(Background):
    """A second broker, and who writes to it: number n to partition n modulo their count."""

    def __init__(self, folder):
        super().__init__()
        self.bootstrap = f"127.0.0.1:{free_port()}"
        self.environment = dict(os.environ, BOOTSTRAP=self.bootstrap, BROKER_DIR=str(folder))
        self.written, self.most = 0, MOST_AHEAD
        self.tell("start")
        admin = AdminClient({"bootstrap.servers": self.bootstrap, **moved.QUIET})
        admin.create_topics([NewTopic(TOPIC, PARTITIONS, 1, config=CONFIGS)])[TOPIC].result()

    def tell(self, verb):
        subprocess.run([os.environ["BROKER"], verb], env=self.environment, check=True, stdin=subprocess.DEVNULL)

    def __exit__(self, *failure):
        super().__exit__(*failure)
        self.tell("stop")

    def run(self):
        producer = Producer({"bootstrap.servers": self.bootstrap, "enable.idempotence": True, "linger.ms": 5, **moved.QUIET})
        while not self.over.wait(1 / RECORDS_A_SECOND):
            if self.written < self.most:
                producer.produce(TOPIC, partition=self.written % PARTITIONS, key=str(self.written), value=str(self.written))
                self.written += 1
            producer.poll(0)
        r.equal("records left unsent", producer.flush(30), 0)

    def consume(self, count):
        """As a member of the group that is to go over, which commits what it read."""
        member = Consumer({"bootstrap.servers": self.bootstrap, "group.id": GROUP, "auto.offset.reset": "earliest", "enable.auto.commit": False,
                           **moved.QUIET})
        member.subscribe([TOPIC])
        until = time.monotonic() + PATIENCE_S
        while count > 0:
            count -= sum(1 for message in member.consume(500, 0.5) if not message.error())
            if time.monotonic() > until:
                raise AssertionError(f"{count} records do not come from the source")
        member.commit(asynchronous=False)
        member.close()


class Target:
    """What arrives at the broker under test."""

    def __init__(self):
        self.reader = moved.Reader(MIRRORED, PARTITIONS)
        self.admin = AdminClient({"bootstrap.servers": r.bootstrap(), **moved.QUIET})
        self.group = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": GROUP, **moved.QUIET})

    def has_configs(self):
        described = list(self.admin.describe_configs([ConfigResource(ConfigResource.Type.TOPIC, MIRRORED)]).values())[0].result()
        return all(described[name].value == value for name, value in CONFIGS.items())

    def has_offsets(self):
        """Of each partition one, which is no further than the topic."""
        committed = self.group.committed([TopicPartition(MIRRORED, partition) for partition in range(PARTITIONS)], timeout=20)
        ends = [self.group.get_watermark_offsets(each, timeout=20)[1] for each in committed]
        return all(0 < each.offset <= end for each, end in zip(committed, ends))


def mirror_maker(folder, source):
    settings = dict(SETTINGS, **{"from.bootstrap.servers": source.bootstrap, "to.bootstrap.servers": r.bootstrap(),
                                 "listeners": f"http://127.0.0.1:{free_port()}"})
    file = folder / "mirror.properties"
    file.write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
    return program.Program(program.java("org.apache.kafka.connect.mirror.MirrorMaker", file), folder / "mirror.log")


def catch_up(source, target, maker):
    """Waits until all that was written when this began has come over."""
    records, until = source.written, time.monotonic() + PATIENCE_S
    while target.reader.count() < records:
        if time.monotonic() > until:
            raise AssertionError(f"only {target.reader.count()} of {records} records came within {PATIENCE_S} s\n" + "\n".join(maker.said()[-40:]))
        maker.check()
        target.reader.poll(0.1)
        source.most = target.reader.count() + MOST_AHEAD


def kill_both(source, target, maker, chance):
    for victim in ("broker", "MirrorMaker"):
        catch_up(source, target, maker)
        time.sleep(chance.uniform(0, 1))
        r.step(f"{target.reader.count()} records; kill -9 the {victim}")
        if victim == "broker":
            r.broker("kill")
            r.broker("start")
        else:
            maker.kill()
            maker.start()


def run(folder):
    chance = random.Random(SEED)
    with Source(folder / "source") as source, mirror_maker(folder, source) as maker:
        target = Target()
        r.eventually("the topic", lambda: MIRRORED in target.admin.list_topics(timeout=20).topics, PATIENCE_S)
        for _ in range(KILLS):
            kill_both(source, target, maker, chance)
        source.over.set()
        source.thread.join()
        catch_up(source, target, maker)
        target.reader.drain(1)  # nothing more may come
        target.reader.must_have_once(source.written)
        # MirrorMaker knows places that it carried since its last start: offsets below them stay behind.
        source.consume(source.written)
        r.eventually("the topic's configs", target.has_configs, PATIENCE_S)
        r.eventually("the group's offsets", target.has_offsets, PATIENCE_S)
        maker.check()
        refused = [line for line in maker.said() if "UnsupportedVersion" in line or "UNKNOWN_SERVER_ERROR" in line]
        r.equal("what a broker cannot do", refused, [])
    r.step(f"{source.written} records, each once and in order, with the topic's configs and the group's offsets; {KILLS} kills of each")


def main():
    r.step(f"repeat with KILLS={KILLS} SEED={SEED}")
    run(r.folder("mirror"))


main()
