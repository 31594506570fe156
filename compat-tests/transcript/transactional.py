"""A transactional producer made of raw requests."""
from batches import TRANSACTIONAL, batch

FIRST_PROTOCOL, SECOND_PROTOCOL = 1, 2
# The last versions that speak the first protocol of transactions, and the first that speak the second.
END_VERSIONS = {FIRST_PROTOCOL: 4, SECOND_PROTOCOL: 5}
CONCURRENT_TRANSACTIONS = 51
# A segment.ms for which records of a fixed and old time, and the markers of now, are not too far apart.
ONE_SEGMENT = str(10 * 365 * 24 * 3600 * 1000)


class Producer:
    """Sets the scene: nothing of what it asks is noted down."""

    def __init__(self, player, name, protocol=FIRST_PROTOCOL, timeout_ms=60000):
        self.player, self.name, self.protocol, self.timeout_ms = player, player.named(name), protocol, timeout_ms
        self.sequences = {}
        player.until(self.has_coordinator, "a coordinator of transactions")
        self.init()

    def has_coordinator(self):
        return self.player.quiet("FindCoordinator", 4, KeyType=1, CoordinatorKeys=[self.name])["Coordinators"][0]["ErrorCode"] == 0

    def init(self):
        def asked():
            answer = self.player.quiet("InitProducerId", 4, TransactionalId=self.name, TransactionTimeoutMs=self.timeout_ms)
            self.be(answer)
            return answer["ErrorCode"] == 0

        self.player.until(asked, "a transactional producer")

    def be(self, answer):
        if (answer["ProducerId"], answer["ProducerEpoch"]) != (getattr(self, "id", None), getattr(self, "epoch", None)):
            self.sequences = {}
        self.id, self.epoch = answer["ProducerId"], answer["ProducerEpoch"]

    def add(self, topic, *partitions):
        def asked():
            answer = self.player.quiet("AddPartitionsToTxn", 3, V3AndBelowTransactionalId=self.name, V3AndBelowProducerId=self.id,
                                       V3AndBelowProducerEpoch=self.epoch, V3AndBelowTopics=[
                                           {"Name": self.player.named(topic), "Partitions": list(partitions or (0,))}])
            codes = {each["PartitionErrorCode"] for each in answer["ResultsByTopicV3AndBelow"][0]["ResultsByPartition"]}
            if codes - {0, CONCURRENT_TRANSACTIONS}:
                raise RuntimeError(f"add partitions: errors {codes}")
            return codes == {0}

        self.player.until(asked, "partitions in the transaction")

    def add_group(self, group):
        self.until_done("AddOffsetsToTxn", 3, GroupId=group)

    def batch(self, topic, partition=0, count=3, **fields):
        """The next one of that partition."""
        sequence = self.sequences.get((topic, partition), 0)
        self.sequences[topic, partition] = sequence + count
        usual = {"attributes": TRANSACTIONAL, "producer_id": self.id, "producer_epoch": self.epoch, "base_sequence": sequence}
        return batch(count=count, **usual | fields)

    def request(self, version, topic, records, partition=0, topic_id=None, **fields):
        """Of Produce."""
        named = {"TopicId": topic_id} if version >= 13 else {"Name": self.player.named(topic)}
        return {"TransactionalId": self.name, "Acks": -1, "TimeoutMs": 10000,
                "TopicData": [named | {"PartitionData": [{"Index": partition, "Records": records}]}]} | fields

    def produce(self, topic, partition=0, count=3):
        """The base offset."""
        version = 12 if self.protocol == SECOND_PROTOCOL else 11
        records = self.batch(topic, partition, count)
        answered = {}

        def asked():
            answer = self.player.quiet("Produce", version, **self.request(version, topic, records, partition))
            answered.update(answer["Responses"][0]["PartitionResponses"][0])
            return answered["ErrorCode"] not in (19, CONCURRENT_TRANSACTIONS)

        self.player.until(asked, "a transactional batch")
        if answered["ErrorCode"]:
            raise RuntimeError(f"produce in a transaction: error {answered['ErrorCode']}")
        return answered["BaseOffset"]

    def end(self, commit):
        answer = self.until_done("EndTxn", END_VERSIONS[self.protocol], Committed=commit)
        if self.protocol == SECOND_PROTOCOL:
            self.be(answer)
        self.player.until(self.is_over, "the end of the transaction")

    def is_over(self):
        found = self.player.quiet("DescribeTransactions", 0, TransactionalIds=[self.name])["TransactionStates"][0]
        return not found["TransactionState"].startswith("Prepare")

    def until_done(self, api, version, **fields):
        answers = []

        def asked():
            answers.append(self.player.quiet(api, version, TransactionalId=self.name, ProducerId=self.id, ProducerEpoch=self.epoch, **fields))
            return answers[-1]["ErrorCode"] != CONCURRENT_TRANSACTIONS

        self.player.until(asked, api)
        if answers[-1]["ErrorCode"]:
            raise RuntimeError(f"{api}: error {answers[-1]['ErrorCode']}")
        return answers[-1]

    def settled(self, topic, end, partition=0):
        """Waits until everything below the offset is decided."""
        def reached():
            found = self.player.quiet("ListOffsets", 4, ReplicaId=-1, IsolationLevel=1, Topics=[
                {"Name": self.player.named(topic), "Partitions": [{"PartitionIndex": partition, "Timestamp": -1}]}])
            return found["Topics"][0]["Partitions"][0]["Offset"] >= end

        self.player.until(reached, f"a stable offset of {end}")
