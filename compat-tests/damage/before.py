"""What a broker has before somebody meddles with its files: topics of several kinds and a group's commit."""
import dataclasses

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

import the_round as r

QUIET = {"log_level": 0}
PATIENCE_S = 2
COMMITTED = 17


@dataclasses.dataclass
class Before:
    """Topic to the values that its readers see, and a group."""
    values: dict
    group: str


def producer(**options):
    return Producer({"bootstrap.servers": r.bootstrap(), "acks": "all", "linger.ms": 0, "batch.num.messages": 1, **options, **QUIET})


def produce(name, values):
    """One batch a record."""
    sender, failed = producer(), []
    for value in values:
        sender.produce(name, key=value[:8], value=value, on_delivery=lambda error, _: failed.append(error) if error else None)
    r.equal("records left unsent", (sender.flush(30), failed), (0, []))


def transact(name, values):
    """Every other transaction is aborted."""
    sender = producer(**{"transactional.id": name})
    sender.init_transactions(30)
    for number, value in enumerate(values):
        sender.begin_transaction()
        sender.produce(name, value=value)
        sender.flush(30)
        if number % 2:
            sender.abort_transaction(30)
        else:
            sender.commit_transaction(30)


def make():
    plain, ledger, table, group = (r.unique(kind) for kind in ("plain", "ledger", "table", "group"))
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    small = {"segment.bytes": "1048576"}
    configs = {plain: small, ledger: small, table: {"cleanup.policy": "compact"}}
    for future in admin.create_topics([NewTopic(name, 1, 1, config=config) for name, config in configs.items()]).values():
        future.result()
    values = {name: [f"{number:08} of {name} ".encode() * (5 if name == table else 1500) for number in range(40)] for name in configs}
    produce(plain, values[plain])
    produce(table, values[table])
    transact(ledger, values[ledger])
    member = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": group, **QUIET})
    member.commit(offsets=[TopicPartition(plain, 0, COMMITTED)], asynchronous=False)
    member.close()
    return Before(values | {ledger: values[ledger][::2]}, group)


def read(name, count):
    """The values that a reader of committed records gets, up to `count`, and what it was told of that went wrong."""
    told = []
    reader = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": "reader", "check.crcs": True, "enable.auto.commit": False,
                       "isolation.level": "read_committed", "enable.partition.eof": True, "error_cb": told.append, **QUIET})
    values = []
    try:
        reader.assign([TopicPartition(name, 0, 0)])
        while not told:
            message = reader.poll(PATIENCE_S)
            if message is None:
                told.append(f"nothing after {len(values)} of {count} records")
            elif message.error() and message.error().code() == message.error()._PARTITION_EOF:
                break
            elif message.error():
                told.append(message.error())
            else:
                values.append(message.value())
    finally:
        reader.close()
    return values, told


def committed(before, name):
    """The group's offset, or why there is none."""
    member = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": before.group, **QUIET})
    try:
        return member.committed([TopicPartition(name, 0)], timeout=PATIENCE_S)[0].offset
    except KafkaException as error:
        return error
    finally:
        member.close()
