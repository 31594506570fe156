"""Produce, key 0, in transactions: what is verified, and what is refused in which version."""
from batches import TRANSACTIONAL, batch
from transactional import SECOND_PROTOCOL, Producer


def first_protocol(player, version, topic, topic_id):
    """AddPartitionsToTxn comes before."""
    producer = Producer(player, f"produce-{version}")

    def asked(step, records=None, partition=0, **fields):
        records = producer.batch(topic, partition) if records is None else records
        player.ask(step, "Produce", version, **producer.request(version, topic, records, partition, topic_id, **fields))

    def fixed(sequence, **fields):
        return batch(**{"attributes": TRANSACTIONAL, "producer_id": producer.id, "producer_epoch": producer.epoch, "base_sequence": sequence} | fields)

    asked("to a partition that was not added", fixed(0))
    producer.add(topic, 0)
    asked("to a partition that was added")
    asked("more of it")
    asked("the same again", fixed(3))
    asked("a gap", fixed(99))
    asked("to another partition", fixed(0), partition=1)
    asked("without its transactional id", fixed(6), TransactionalId=None)
    asked("with another transactional id", fixed(0), partition=1, TransactionalId=player.named("nobody's"))
    asked("of another producer", fixed(0, producer_id=987654321), partition=1)
    asked("of an older epoch", fixed(6, producer_epoch=-1))
    asked("of a newer epoch", fixed(0, producer_epoch=9), partition=1)
    asked("not transactional", fixed(6, attributes=0))
    asked("a control batch", fixed(6, attributes=0x30))
    producer.end(True)
    asked("after the end", fixed(6))
    asked("after the end, what was appended before", fixed(3))
    producer.add(topic, 0)
    asked("in the next transaction", fixed(6))
    producer.init()
    asked("with an epoch that is fenced", fixed(9, producer_epoch=producer.epoch - 1))
    asked("with an epoch that is fenced, elsewhere", fixed(0, producer_epoch=producer.epoch - 1), partition=1)


def second_protocol(player, version, topic, topic_id):
    """The broker adds the partition."""
    producer = Producer(player, f"produce-{version}", SECOND_PROTOCOL)
    old = producer.epoch

    def asked(step, records=None, partition=0, **fields):
        records = producer.batch(topic, partition) if records is None else records
        player.ask(step, "Produce", version, **producer.request(version, topic, records, partition, topic_id, **fields))

    def fixed(sequence, **fields):
        return batch(**{"attributes": TRANSACTIONAL, "producer_id": producer.id, "producer_epoch": producer.epoch, "base_sequence": sequence} | fields)

    asked("a first one not from sequence 0", fixed(3))
    asked("to a partition that nobody added")
    asked("more of it")
    asked("the same again", fixed(3))
    asked("to another partition", partition=1)
    asked("with another transactional id", fixed(6), partition=1, TransactionalId=player.named("nobody's"))
    asked("of another producer", fixed(0, producer_id=987654321), partition=1)
    asked("of an older epoch", fixed(6, producer_epoch=-1))
    producer.end(True)
    asked("with the epoch of the transaction before", fixed(6, producer_epoch=old))
    asked("what was appended before", fixed(3, producer_epoch=old))
    producer.produce(topic)
    producer.end(False)


def two_producers(player, topic):
    """One request is one transaction."""
    one, other = Producer(player, "produce-one"), Producer(player, "produce-other")
    one.add(topic, 0)
    other.add(topic, 1)
    player.ask("two producers at once", "Produce", 11, TransactionalId=one.name, Acks=-1, TimeoutMs=10000, TopicData=[
        {"Name": player.named(topic), "PartitionData": [{"Index": 0, "Records": one.batch(topic)}, {"Index": 1, "Records": other.batch(topic, 1)}]}])
    player.ask("one to two partitions, of which one was added", "Produce", 11, TransactionalId=one.name, Acks=-1, TimeoutMs=10000, TopicData=[
        {"Name": player.named(topic), "PartitionData": [{"Index": 0, "Records": batch(attributes=TRANSACTIONAL, producer_id=one.id, producer_epoch=one.epoch, base_sequence=0)},
                                                        {"Index": 1, "Records": batch(attributes=TRANSACTIONAL, producer_id=one.id, producer_epoch=one.epoch, base_sequence=0)}]}])
    one.end(False)
    other.end(False)


def play(player):
    for version in player.versions("Produce"):
        if version < 3:
            continue
        topic = f"in-transactions-{version}"
        topic_id = player.topic(topic, 2)
        (first_protocol if version < 12 else second_protocol)(player, version, topic, topic_id)
    player.topic("in-transactions", 2)
    two_producers(player, "in-transactions")
