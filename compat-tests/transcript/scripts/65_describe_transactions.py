"""DescribeTransactions, key 65."""
import importlib

Id = importlib.import_module("scripts.24_transactions").Id


def play(player):
    player.until(lambda: player.quiet("FindCoordinator", 2, Key="any", KeyType=1)["ErrorCode"] == 0, "a transaction coordinator")
    player.until(lambda: player.quiet("InitProducerId", 4, TransactionalId=player.named("any"), TransactionTimeoutMs=1000)["ErrorCode"] == 0, "ids")
    player.topic("described", 3)
    one = Id(player, "described", 5, topic="described")
    for version in player.versions("DescribeTransactions"):
        def asked(step, *ids):
            player.ask(step, "DescribeTransactions", version, TransactionalIds=list(ids))

        asked("none")
        asked("of nobody, and without a name", player.named("nobody"), "")
        producer = one.init("init")
        asked("empty", one.id)
        one.add("add", producer, 2, 0)
        one.add_offsets("add offsets", producer)
        asked("ongoing, twice", one.id, one.id)
        producer = one.end("commit", producer, True)
        asked("committed", one.id)
        one.add("add again", producer, 1)
        one.end("abort", producer, False)
        asked("aborted", one.id)
