"""What comes late (EndTxn, 26, and all else of a transaction): held up on its way until the transaction that it was for is over, by a producer that
has a successor, or after the coordinator's own abort. In both protocols; late bytes are the same bytes, sent on a connection of their own."""
from transactional import END_VERSIONS, FIRST_PROTOCOL, SECOND_PROTOCOL, Producer

TOPIC = "late"
GROUP = "late-group"


class Late(Producer):
    """Keeps requests back that it is to send later, with the id and epoch that it has now."""

    @property
    def is_second(self):
        return self.protocol == SECOND_PROTOCOL

    def begin(self, partition=0):
        if not self.is_second:
            self.add(TOPIC, partition)
        self.produce(TOPIC, partition)

    def me(self):
        return {"TransactionalId": self.name, "ProducerId": self.id, "ProducerEpoch": self.epoch}

    def ending(self, commit):
        return "EndTxn", END_VERSIONS[self.protocol], self.me() | {"Committed": commit}

    def batch_to(self, partition):
        version = 12 if self.is_second else 11
        return "Produce", version, self.request(version, TOPIC, self.batch(TOPIC, partition), partition)

    def adding(self, *partitions):
        return "AddPartitionsToTxn", 3, {f"V3AndBelow{name}": value for name, value in self.me().items()} | {
            "V3AndBelowTopics": [{"Name": self.player.named(TOPIC), "Partitions": list(partitions)}]}

    def adding_group(self):
        return "AddOffsetsToTxn", 4, self.me() | {"GroupId": self.player.named(GROUP)}

    def offsets(self):
        return "TxnOffsetCommit", 5 if self.is_second else 4, self.me() | {"GroupId": self.player.named(GROUP), "Topics": [
            {"Name": self.player.named(TOPIC), "Partitions": [{"PartitionIndex": 0, "CommittedOffset": 5, "CommittedMetadata": ""}]}]}

    def comes(self, step, request):
        api, version, fields = request
        self.player.ask(f"{self.protocol}: {step}", api, version, connection="late", **fields)
        self.player.until(self.is_over, "the end of the transaction")

    def note_state(self, step):
        found = self.player.quiet("DescribeTransactions", 0, TransactionalIds=[self.name])["TransactionStates"][0]
        topics = sorted(each["Topic"].replace(self.player.prefix, "") for each in found["Topics"])
        self.player.note(f"{self.protocol}: {step}", "DescribeTransactions", 0, [found["TransactionState"], found["ProducerEpoch"], topics])


def late_end(player, protocol, began, late):
    """The end was sent again and got through; the next transaction is open when the first one comes."""
    kinds = {True: "commit", False: "abort"}
    producer = Late(player, f"late-end-{protocol}-{kinds[began]}-{kinds[late]}", protocol)
    producer.begin()
    held = producer.ending(late)
    producer.end(began)
    producer.comes(f"{kinds[late]} when it is over by {kinds[began]}", held)
    producer.begin()
    producer.comes(f"{kinds[late]} of the one before, {kinds[began]}", held)
    producer.note_state(f"the next one after a late {kinds[late]}, {kinds[began]}")
    producer.comes("its own commit", producer.ending(True))


def late_batch(player, protocol):
    producer = Late(player, f"late-batch-{protocol}", protocol)
    if not producer.is_second:
        producer.add(TOPIC, 0)
    held = producer.batch_to(0)
    producer.end(False)
    producer.sequences = {}
    producer.comes("a batch when it is aborted", held)
    producer.begin(1)
    producer.comes("a batch in the next one, elsewhere", held)
    producer.end(True)
    producer.begin(0)
    producer.comes("a batch in one with its partition", held)
    producer.end(True)


def late_additions(player, protocol):
    producer = Late(player, f"late-addition-{protocol}", protocol)
    producer.begin()
    held = {"partitions": producer.adding(1), "a group": producer.adding_group(), "offsets": producer.offsets()}
    producer.end(True)
    producer.comes("offsets when it is over", held["offsets"])
    producer.begin()
    producer.comes("offsets in the next one", held["offsets"])
    producer.comes("partitions in the next one", held["partitions"])
    producer.comes("a group in the next one", held["a group"])
    producer.note_state("the next one after late additions")
    producer.end(True)


def zombie(player, protocol):
    name = f"late-zombie-{protocol}"
    old = Late(player, name, protocol)
    old.begin()
    requests = {"a batch": old.batch_to(0), "a batch elsewhere": old.batch_to(1), "partitions": old.adding(1), "a group": old.adding_group(),
                "offsets": old.offsets(), "a commit": old.ending(True), "an abort": old.ending(False)}
    new = Late(player, name, protocol)
    for step, request in requests.items():
        old.comes(f"{step} of a zombie", request)
    new.begin()
    for step, request in requests.items():
        old.comes(f"{step} of a zombie, in its successor's", request)
    new.end(True)
    for step, request in requests.items():
        old.comes(f"{step} of a zombie, after its successor's", request)


def timed_out(player):
    """The coordinator aborts, and the producer does not know."""
    producers = [Late(player, f"late-timeout-{protocol}-{kind}", protocol, timeout_ms=2000) for protocol in (FIRST_PROTOCOL, SECOND_PROTOCOL)
                 for kind in ("commit", "abort", "batch", "elsewhere", "partitions", "group", "offsets", "init")]
    for producer in producers:
        producer.begin()

    def is_aborted(producer):
        found = player.quiet("DescribeTransactions", 0, TransactionalIds=[producer.name])["TransactionStates"][0]
        return found["TransactionState"] == "CompleteAbort"

    def kind_of(producer):
        return producer.name.rsplit("-", 1)[1]

    for producer in producers:
        player.until(lambda one=producer: is_aborted(one), "the coordinator's abort")
        producer.comes(f"{kind_of(producer)} after the coordinator's abort", {
            "commit": lambda: producer.ending(True), "abort": lambda: producer.ending(False), "batch": lambda: producer.batch_to(0),
            "elsewhere": lambda: producer.batch_to(1), "partitions": lambda: producer.adding(1), "group": producer.adding_group,
            "offsets": producer.offsets,
            "init": lambda: ("InitProducerId", 4, producer.me() | {"TransactionTimeoutMs": 60000}),
        }[kind_of(producer)]())
        producer.note_state(f"after {kind_of(producer)}")


def play(player):
    player.topic(TOPIC, 2)
    for protocol in (FIRST_PROTOCOL, SECOND_PROTOCOL):
        for began in (True, False):
            for late in (True, False):
                late_end(player, protocol, began, late)
        late_batch(player, protocol)
        late_additions(player, protocol)
        zombie(player, protocol)
    timed_out(player)
    for partition in (0, 1):
        player.ask(f"what was written to {partition}", "Fetch", 11, MaxWaitMs=0, MinBytes=0, IsolationLevel=1, Topics=[
            {"Topic": player.named(TOPIC), "Partitions": [{"Partition": partition, "FetchOffset": 0, "PartitionMaxBytes": 1 << 20}]}])
