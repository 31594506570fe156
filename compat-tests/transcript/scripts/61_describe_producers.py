"""DescribeProducers, key 61."""
from batches import batch
from transactional import Producer


def play(player):
    player.topic("written", 2)
    for version in player.versions("DescribeProducers"):
        def asked(step, *topics):
            player.ask(step, "DescribeProducers", version, Topics=[
                {"Name": player.named(name) if name else "", "PartitionIndexes": indexes} for name, indexes in topics])

        asked("of nobody", ("written", [0, 1]))
        player.produce("written", batch())
        for first in (0, 3):
            player.produce("written", batch(producer_id=4444, producer_epoch=2, base_sequence=first))
        player.produce("written", batch(producer_id=4445, producer_epoch=0, base_sequence=0))
        asked("of two producers", ("written", [0, 1]))
        asked("of a partition that is none", ("written", [5, -1]))
        asked("of an unknown topic", ("nowhere", [0]))
        asked("of a topic without a name", ("", [0]))
        asked("of no partition", ("written", []))
        asked("none")
    open_transactions(player)


def open_transactions(player):
    """Producers in a transaction, and after it."""
    player.topic("written-in-transactions")
    one, other = Producer(player, "describe-one"), Producer(player, "describe-other")

    def asked(step):
        player.ask(step, "DescribeProducers", 0, Topics=[{"Name": player.named("written-in-transactions"), "PartitionIndexes": [0]}])

    for producer in (one, other):
        producer.add("written-in-transactions")
        producer.produce("written-in-transactions")
    asked("two open transactions")
    one.end(True)
    other.end(False)
    asked("two that are over")
