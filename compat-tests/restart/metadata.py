"""kill -9 while topics are made, grown, configured and deleted, at any moment: what was answered is so, what was not is whole or absent."""
import os
import random
import threading
import time

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic

import the_round as r

ROUNDS = int(os.environ.get("METADATA_KILLS", "12"))
LONGEST_LIFE_S = 0.4
NAMES = 6
QUIET = {"log_level": 1}


class Model:
    """What each topic may be by now: the states that an answer, or none, leaves open. A state is None, or partitions and retention."""

    def __init__(self, prefix):
        self.names = [f"{prefix}-{n}" for n in range(NAMES)]
        self.states = {name: [None] for name in self.names}

    def begin(self, name, after):
        self.states[name] = self.states[name] + [after]

    def settle(self, name, after):
        self.states[name] = [after]


def churn(model, admin, dice, dead):
    while not dead.is_set():
        name = dice.choice(model.names)
        now = model.states[name][-1]
        try:
            if now is None:
                after = (dice.randint(1, 3), str(dice.randint(10**7, 10**8)))
                work = lambda: admin.create_topics([NewTopic(name, after[0], 1, config={"retention.ms": after[1]})], operation_timeout=5)[name]
            else:
                kind = dice.choice(("delete", "grow", "configure"))
                after = {"delete": None, "grow": (now[0] + 1, now[1]), "configure": (now[0], str(dice.randint(10**7, 10**8)))}[kind]
                work = {"delete": lambda: admin.delete_topics([name], operation_timeout=5)[name],
                        "grow": lambda: admin.create_partitions([NewPartitions(name, now[0] + 1)], operation_timeout=5)[name],
                        "configure": lambda: configure(admin, name, after[1])}[kind]
            model.begin(name, after)
            work().result(timeout=5)
            model.settle(name, after)
        except Exception:  # the broker is gone, and what became of the request is open; before that nothing may fail
            if not dead.wait(2):
                raise
            return


def configure(admin, name, retention):
    entry = ConfigEntry("retention.ms", retention, incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ConfigResource.Type.TOPIC, name, incremental_configs=[entry])
    return admin.incremental_alter_configs([resource])[resource]


def seen(admin, names):
    topics = admin.list_topics(timeout=30).topics
    there = [name for name in names if name in topics]
    resources = {name: ConfigResource(ConfigResource.Type.TOPIC, name) for name in there}
    described = admin.describe_configs(list(resources.values())) if there else {}
    return {name: (len(topics[name].partitions), described[resources[name]].result()["retention.ms"].value) if name in there else None for name in names}


def new_topics_are_empty_and_work(model, name):
    """Whatever there was of that name before."""
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    if model.states[name] != [None]:
        admin.delete_topics([name])[name].result()
    admin.create_topics([NewTopic(name, 1, 1)])[name].result()
    consumer = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": name, **QUIET})
    r.equal("offsets of a topic made anew", consumer.get_watermark_offsets(TopicPartition(name, 0), timeout=30), (0, 0))
    consumer.close()
    producer = Producer({"bootstrap.servers": r.bootstrap(), **QUIET})
    producer.produce(name, b"old data for whoever has this name next")
    r.equal("records left unsent", producer.flush(30), 0)
    admin.delete_topics([name])[name].result()
    model.settle(name, None)


def killed_at_any_moment():
    dice = random.Random(int(os.environ.get("SEED", "5")))
    model = Model(r.unique("churned"))
    for _ in range(ROUNDS):
        admin, dead = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET}), threading.Event()
        failed = []
        def work():
            try:
                churn(model, admin, dice, dead)
            except Exception as error:
                failed.append(error)
        worker = threading.Thread(target=work)
        worker.start()
        time.sleep(random.uniform(0.02, LONGEST_LIFE_S))
        r.broker("kill")
        dead.set()
        worker.join()
        r.equal("failures of a living broker", failed, [])
        r.broker("start")
        found = seen(AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET}), model.names)
        for name, state in found.items():
            if state not in model.states[name]:
                raise AssertionError(f"{name} is {state}, and may be one of {model.states[name]}")
            model.settle(name, state)
        new_topics_are_empty_and_work(model, dice.choice(model.names))
