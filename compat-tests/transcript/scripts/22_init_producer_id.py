"""InitProducerId, key 22, and what its ids are for: idempotent sequences through Produce."""
from batches import batch


def sequences(player, name):
    player.topic(name)
    version = 9
    ids = player.ask("an id to produce with", "InitProducerId", 4, TransactionalId=None, TransactionTimeoutMs=1000)
    producer = ids.get("ProducerId", -1)

    def asked(step, sequence, epoch=0, producer_id=None, **fields):
        records = batch(producer_id=producer if producer_id is None else producer_id, producer_epoch=epoch, base_sequence=sequence, **fields)
        player.ask(step, "Produce", version, Acks=-1, TimeoutMs=10000, TopicData=[
            {"Name": player.named(name), "PartitionData": [{"Index": 0, "Records": records}]}])

    asked("sequence 0 to 2", 0)
    asked("sequence 3 to 5", 3)
    asked("sequence 3 to 5 again", 3)
    asked("sequence 0 to 2 again", 0)
    asked("sequence 3 only, of the batch before", 3, count=1)
    asked("a gap", 9)
    for first in (6, 9, 12, 15):
        asked(f"sequence {first} on", first)
    asked("the fifth last again", 3)
    asked("the sixth last again", 0)
    asked("a sequence within a batch before", 16)
    asked("epoch 1 not from 0", 18, epoch=1)
    asked("epoch 1 from 0", 0, epoch=1)
    asked("epoch 0 then", 18, epoch=0)
    asked("epoch 1 goes on", 3, epoch=1)
    asked("a negative epoch", 6, epoch=-1)
    asked("a negative sequence", -1, epoch=1)
    asked("an unknown producer not from 0", 5, producer_id=987654321)
    asked("that producer from 0", 0, producer_id=987654322)
    asked("a compressed batch of it", 3, producer_id=987654322, codec="gzip")
    asked("that one again", 3, producer_id=987654322, codec="gzip")
    player.note("end offset", "Produce", version, player.end_offset(name))


def wrap_around(player, name):
    """After the highest sequence comes zero."""
    player.topic(name)

    def asked(step, sequence, **fields):
        records = batch(producer_id=555_000_111, producer_epoch=0, base_sequence=sequence, **fields)
        player.ask(step, "Produce", 9, Acks=-1, TimeoutMs=10000, TopicData=[
            {"Name": player.named(name), "PartitionData": [{"Index": 0, "Records": records}]}])

    asked("an unknown producer near the last sequence", 2**31 - 2)
    asked("zero after it", 1)
    asked("sequence 0 first", 0)


def play(player):
    # Kafka says COORDINATOR_LOAD_IN_PROGRESS until it has a block of ids to give from.
    player.until(lambda: player.quiet("InitProducerId", 4, TransactionalId=None, TransactionTimeoutMs=1000)["ErrorCode"] == 0, "producer ids")
    for version in player.versions("InitProducerId"):
        def asked(step, transactional_id=None, timeout_ms=1000, **fields):
            return player.ask(step, "InitProducerId", version, TransactionalId=transactional_id, TransactionTimeoutMs=timeout_ms, **fields)

        first = asked("usual")
        second = asked("another")
        player.note("ids go up", "InitProducerId", version, second.get("ProducerId", 0) > first.get("ProducerId", 0))
        asked("an empty transactional id", "")
        asked("no timeout", timeout_ms=0)
        asked("a negative timeout", timeout_ms=-1)
        if version >= 3:
            asked("with an id", ProducerId=first.get("ProducerId", 0), ProducerEpoch=0)
            asked("with an id that is none", ProducerId=123456789, ProducerEpoch=3)
            asked("with an epoch alone", ProducerId=-1, ProducerEpoch=3)
            asked("with an id alone", ProducerId=5, ProducerEpoch=-1)
    sequences(player, "idempotent")
    wrap_around(player, "idempotent-wrap")
