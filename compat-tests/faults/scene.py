"""A broker with some log directories, topics in each, and a group's commits."""
from confluent_kafka import Consumer, KafkaException, TopicPartition

import the_round as r
from topic import QUIET, Topic, create


class Scene:
    def __init__(self, directories, disk=None):
        self.directories, self.disk = directories, disk

    def topic_in(self, directory, kind):
        for attempt in range(10):
            name = r.unique(f"{kind}{attempt}")
            create(name)
            if (self.directories[directory] / f"{name}-0").exists():
                return Topic(name)
        raise AssertionError(f"no topic comes into {self.directories[directory]}")

    def restart(self):
        """Of a disk that works."""
        if self.disk:
            self.disk.mend()
        if not r.broker_ended():
            r.broker("kill")
        r.broker("start")


def commit(group, topic, offset):
    """Whether it was confirmed."""
    member = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": group, "socket.timeout.ms": 3000, **QUIET})
    try:
        member.commit(offsets=[TopicPartition(topic.name, 0, offset)], asynchronous=False)
        return True
    except KafkaException:
        return False
    finally:
        member.close()


def committed(group, topic):
    member = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": group, **QUIET})
    try:
        return member.committed([TopicPartition(topic.name, 0)], timeout=20)[0].offset
    finally:
        member.close()
