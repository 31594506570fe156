"""The life of transactions: InitProducerId (22), AddPartitionsToTxn (24), AddOffsetsToTxn (25) and EndTxn (26), of both protocols."""


class Id:
    """A transactional id spoken to at one step of the versions: each API at that version, or at its highest below."""

    def __init__(self, player, name, level, topic="of-coordinators"):
        self.player, self.id, self.level, self.topic = player, player.named(name), level, topic

    def version(self, api):
        return min(self.level, self.player.last(api))

    def init(self, step, transactional_id=None, timeout_ms=60_000, producer=None):
        version = self.version("InitProducerId")
        known = {"ProducerId": producer[0], "ProducerEpoch": producer[1]} if producer and version >= 3 else {}
        answer = self.player.ask(step, "InitProducerId", version, TransactionalId=self.id if transactional_id is None else transactional_id,
                                 TransactionTimeoutMs=timeout_ms, **known)
        return answer.get("ProducerId", -1), answer.get("ProducerEpoch", -1)

    def fields(self, producer, transactional_id):
        return {"TransactionalId": self.id if transactional_id is None else transactional_id, "ProducerId": producer[0], "ProducerEpoch": producer[1]}

    def add(self, step, producer, *partitions, transactional_id=None, topic=None, version=None, verify=False):
        version = self.version("AddPartitionsToTxn") if version is None else version
        topics = [{"Name": self.player.named(topic or self.topic), "Partitions": list(partitions or (0,))}]
        fields = self.fields(producer, transactional_id) | {"Topics": topics}
        if version >= 4:
            request = {"Transactions": [fields | {"VerifyOnly": verify}]}
        else:
            request = {f"V3AndBelow{name}": value for name, value in fields.items()}
        self.player.ask(step, "AddPartitionsToTxn", version, **request)

    def add_offsets(self, step, producer, transactional_id=None):
        self.player.ask(step, "AddOffsetsToTxn", self.version("AddOffsetsToTxn"), GroupId="group-in-transactions",
                        **self.fields(producer, transactional_id))

    def end(self, step, producer, commit, transactional_id=None):
        answer = self.player.ask(step, "EndTxn", self.version("EndTxn"), Committed=commit, **self.fields(producer, transactional_id))
        self.settle()
        if self.version("EndTxn") >= 5 and answer.get("ErrorCode") == 0:
            return answer["ProducerId"], answer["ProducerEpoch"]
        return producer

    def state(self):
        return self.player.quiet("DescribeTransactions", 0, TransactionalIds=[self.id])["TransactionStates"][0]["TransactionState"]

    def settle(self):
        """Until the markers are written: how long that takes is the broker's own."""
        self.player.until(lambda: not self.state().startswith("Prepare"), "markers")


def refused(one):
    one.init("init: an empty id", transactional_id="")
    for timeout_ms in (0, -1, 900_001, 2**31 - 1):
        one.init(f"init: a timeout of {timeout_ms}", timeout_ms=timeout_ms)
    nobody = (1, 0)
    for step, known in [("an id that nobody has", "nobody"), ("an empty id", "")]:
        one.add(f"add: {step}", nobody, transactional_id=known)
        one.add_offsets(f"add offsets: {step}", nobody, transactional_id=known)
        for commit in (True, False):
            one.player.ask(f"end: {step}, commit {commit}", "EndTxn", one.version("EndTxn"), TransactionalId=known, ProducerId=1, ProducerEpoch=0,
                           Committed=commit)


def foreign(one, producer):
    """By others than the producer."""
    for step, other in [("another producer", (producer[0] + 1000, producer[1])), ("a later epoch", (producer[0], producer[1] + 1)),
                        ("a much earlier epoch", (producer[0], producer[1] - 2))]:
        one.add(f"add: {step}", other)
        one.add_offsets(f"add offsets: {step}", other)
        one.end(f"commit: {step}", other, True)
        one.end(f"abort: {step}", other, False)


def lives(one):
    producer = one.init("init: the first time")
    producer = one.init("init: the second time")
    producer = one.init("init: the third time")
    one.end("commit of nothing", producer, True)
    producer = one.end("abort of nothing", producer, False)
    foreign(one, producer)
    for step, commit in [("commit", True), ("abort", False)]:
        one.add(f"add: to {step}", producer, 0)
        one.add(f"add: one more to {step}", producer, 0, 1)
        one.add(f"add: again, to {step}", producer, 1)
        one.add_offsets(f"add offsets: to {step}", producer)
        foreign(one, producer)
        one.add(f"add: an unknown partition, to {step}", producer, 0, 77)
        one.add(f"add: an unknown topic, to {step}", producer, topic="nowhere")
        ended, producer = producer, one.end(step, producer, commit)
        one.end(f"{step}: sent again", ended, commit)
        one.end(f"{step}: the other end sent again", ended, not commit)
        one.add(f"add: of the transaction before, after {step}", ended)
        if ended != producer:
            one.end(f"{step}: a commit of nothing", producer, True)
    return producer


def fenced(one):
    old = one.init("init: of the old")
    one.add("add: by the old", old)
    one.init("init: of the new, which aborts")
    one.settle()
    one.add("add: by the old that is fenced", old)
    one.add_offsets("add offsets: by the old that is fenced", old)
    new = one.init("init: of the new")
    one.add("add: by the old when the new is there", old)
    one.end("commit: by the old when the new is there", old, True)
    one.end("abort: by the old when the new is there", old, False)
    one.add("add: by the new", new)
    one.end("commit: by the new", new, True)


def recovers(one):
    """KIP-360: with the id and epoch that it has."""
    first = one.init("recovery: at first")
    second = one.init("recovery: once", producer=first)
    one.init("recovery: once, sent again", producer=first)
    one.init("recovery: of another producer", producer=(second[0] + 1000, second[1]))
    one.init("recovery: of a later epoch", producer=(second[0], second[1] + 1))
    third = one.init("recovery: twice", producer=second)
    one.init("recovery: of the first, too late", producer=first)
    one.add("recovery: a transaction", third)
    one.init("recovery: when it is open", producer=third)
    one.settle()
    one.init("recovery: when it is aborted", producer=third)
    one.init("recovery: of another instance")
    one.init("recovery: when another instance came", producer=third)
    one.init("recovery: an id alone", producer=(5, -1))
    one.init("recovery: an epoch alone", producer=(-1, 3))


def verified(one):
    """AddPartitionsToTxn as brokers use it."""
    for version in one.player.versions("AddPartitionsToTxn"):
        if version < 4:
            continue
        producer = one.init("verify: at first")
        one.add("verify: nothing open", producer, version=version, verify=True)
        one.add("verify: added", producer, 0, version=version)
        one.add("verify: one of two", producer, 0, 1, version=version, verify=True)
        one.add("verify: of another epoch", (producer[0], producer[1] + 1), 0, version=version, verify=True)
        one.add("verify: of another producer", (producer[0] + 1000, producer[1]), 0, version=version, verify=True)
        one.add("verify: of nobody", producer, 0, version=version, verify=True, transactional_id="nobody")
        one.add("verify: of an empty id", producer, 0, version=version, verify=True, transactional_id="")
        one.add("verify: an unknown partition", producer, 0, 77, version=version, verify=True)
        topics = [{"Name": one.player.named(one.topic), "Partitions": [0, 1]}]
        one.player.ask("several at once", "AddPartitionsToTxn", version, Transactions=[
            one.fields(producer, None) | {"VerifyOnly": True, "Topics": topics}, one.fields(producer, "nobody") | {"VerifyOnly": False, "Topics": topics}])
        one.end("verify: commit", producer, True)
        one.add("verify: when it is over", producer, 0, version=version, verify=True)


def play(player):
    player.until(lambda: player.quiet("FindCoordinator", 2, Key="any", KeyType=1)["ErrorCode"] == 0, "a transaction coordinator")
    player.until(lambda: player.quiet("InitProducerId", 4, TransactionalId=player.named("any"), TransactionTimeoutMs=1000)["ErrorCode"] == 0, "ids")
    player.topic("of-coordinators", 2)
    for level in range(player.last("EndTxn") + 1):
        def new(kind):
            return Id(player, f"{kind}-{level}", level)

        refused(new("refused"))
        lives(new("lives"))
        fenced(new("fenced"))
        recovers(new("recovers"))
        verified(new("verified"))
