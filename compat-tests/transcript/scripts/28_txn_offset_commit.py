"""TxnOffsetCommit, key 28, and OffsetFetch, key 9, of what is pending."""
from transactional import FIRST_PROTOCOL, SECOND_PROTOCOL, Producer


class Committer:
    def __init__(self, player, version, topic):
        self.player, self.version, self.topic = player, version, topic
        self.group = player.named(f"txn-commit-{version}")
        self.producer = Producer(player, f"txn-commit-{version}", SECOND_PROTOCOL if version >= 5 else FIRST_PROTOCOL)

    def add(self, group=None):
        if self.version < 5:
            self.producer.add_group(group or self.group)

    def commit(self, step, partition=0, offset=5, note="a note", topic=None, group=None, generation=-1, member="", instance=None, **fields):
        name, topic_id = topic or self.topic
        named = {"TopicId": topic_id} if self.version >= 6 else {"Name": self.player.named(name)}
        usual = {"TransactionalId": self.producer.name, "GroupId": self.group if group is None else group, "ProducerId": self.producer.id,
                 "ProducerEpoch": self.producer.epoch, "Topics": [named | {"Partitions": [
                     {"PartitionIndex": partition, "CommittedOffset": offset, "CommittedMetadata": note}]}]}
        if self.version >= 3:
            usual |= {"GenerationIdOrMemberEpoch": generation, "MemberId": member, "GroupInstanceId": instance}
        self.player.ask(step, "TxnOffsetCommit", self.version, **usual | fields)

    def fetch(self, step, all_topics=False):
        for stable in (False, True):
            topics = None if all_topics else [{"Name": self.player.named(self.topic[0]), "PartitionIndexes": [0, 1]}]
            self.player.ask(f"{step}{', stable' if stable else ''}", "OffsetFetch", 9, RequireStable=stable, Groups=[
                {"GroupId": self.group, "Topics": topics}])

    def end(self, commit):
        self.producer.end(commit)

        def settled():
            answer = self.player.quiet("OffsetFetch", 9, RequireStable=True, Groups=[{"GroupId": self.group, "Topics": [
                {"Name": self.player.named(self.topic[0]), "PartitionIndexes": [0, 1]}]}])
            return not any(each["ErrorCode"] for each in answer["Groups"][0]["Topics"][0]["Partitions"])

        self.player.until(settled, "stable offsets")


def transactions(committer):
    committer.add()
    committer.commit("usual")
    committer.commit("further on", offset=6, note="another")
    committer.fetch("while it is open")
    committer.end(True)
    committer.fetch("once it is committed")
    committer.add()
    committer.commit("to be aborted", offset=7)
    committer.commit("to be aborted, too", partition=1, offset=8)
    committer.fetch("while the second is open")
    committer.fetch("while the second is open, all topics", all_topics=True)
    committer.end(False)
    committer.fetch("once it is aborted")


def refusals(committer):
    player, producer = committer.player, committer.producer
    committer.add()
    committer.commit("a note of one more than the most bytes", note="n" * 4097)
    committer.commit("without a note", note=None)
    committer.commit("an unknown partition", partition=9)
    committer.commit("an unknown topic", topic=("nowhere", player.unknown_id()))
    committer.commit("no topics", Topics=[])
    committer.commit("a group without a name", group="")
    committer.commit("a negative offset", offset=-1)
    if committer.version >= 3:
        committer.commit("a generation without a member", generation=1)
        committer.commit("a member that is none", member="nobody", generation=1)
        committer.commit("a member without a generation", member="nobody")
        committer.commit("an instance that is none", instance="nothing")
        other = player.named("no-such-group")
        committer.add(other)
        committer.commit("a generation of an unknown group", member="nobody", generation=1, group=other)
    committer.commit("another producer", ProducerId=987654321)
    committer.commit("an older epoch", ProducerEpoch=-1)
    committer.end(False)
    committer.commit("after the end", group=player.named("ended"), ProducerEpoch=producer.epoch - (1 if committer.version >= 5 else 0))
    committer.commit("an unknown transactional id", group=player.named("ended"), TransactionalId=player.named("nobody's"))
    if committer.version < 5:
        committer.commit("a group that was not added", group=player.named("not-added"))


def deletion(committer):
    """A group that is deleted takes what is pending with it."""
    player = committer.player
    committer.add()
    committer.commit("to be deleted")
    player.ask("the group is deleted", "DeleteGroups", 2, GroupsNames=[committer.group])
    committer.fetch("then")
    committer.end(True)
    committer.fetch("then, and its transaction committed")


def play(player):
    topic = ("txn-committed", player.topic("txn-committed", 2))
    for version in player.versions("TxnOffsetCommit"):
        committer = Committer(player, version, topic)
        transactions(committer)
        refusals(committer)
    deletion(committer)
