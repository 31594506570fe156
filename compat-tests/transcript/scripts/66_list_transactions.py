"""ListTransactions, key 66."""
import importlib

Id = importlib.import_module("scripts.24_transactions").Id
STATES = ["Empty", "Ongoing", "PrepareCommit", "PrepareAbort", "CompleteCommit", "CompleteAbort", "Dead", "PrepareEpochFence"]


def play(player):
    player.until(lambda: player.quiet("FindCoordinator", 2, Key="any", KeyType=1)["ErrorCode"] == 0, "a transaction coordinator")
    player.until(lambda: player.quiet("InitProducerId", 4, TransactionalId=player.named("any"), TransactionTimeoutMs=1000)["ErrorCode"] == 0, "ids")
    player.topic("listed")
    ids = {kind: Id(player, f"listed-{kind}", 5, topic="listed") for kind in ("empty", "open", "committed", "aborted")}
    producers = {kind: one.init(f"init {kind}") for kind, one in ids.items()}
    for kind in ("open", "committed", "aborted"):
        ids[kind].add(f"add {kind}", producers[kind])
    ids["committed"].end("commit", producers["committed"], True)
    ids["aborted"].end("abort", producers["aborted"], False)
    ours = [producer[0] for producer in producers.values()]
    for version in player.versions("ListTransactions"):
        def asked(step, states=(), of=ours, **fields):
            player.ask(step, "ListTransactions", version, StateFilters=list(states), ProducerIdFilters=list(of), **fields)

        asked("ours")
        for state in STATES:
            asked(f"ours that are {state}", [state])
        asked("two states, and two that are none", ["Ongoing", "Empty", "Open", "empty"])
        asked("a state that is none", ["Nonsense"])
        asked("of producers that nobody is", of=[987654321])
        asked("of one", of=ours[:1])
        if version >= 1:
            for duration in (-1, 0, 3_600_000):
                asked(f"that run for {duration}", DurationFilter=duration)
        if version >= 2:
            prefix = player.prefix.replace(".", r"\.")
            for pattern in ("listed-.*", "listed-(open|empty)", "listed", "", "listed-[a-o]+mitt?ed"):
                asked(f"like {pattern}", TransactionalIdPattern=prefix + pattern if pattern else "")
            asked("like no pattern", TransactionalIdPattern=None)
            for pattern in ("(", "[a", "a**", r"\1", "(?=a)"):
                asked(f"like {pattern}", TransactionalIdPattern=pattern)
