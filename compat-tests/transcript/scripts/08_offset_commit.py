"""OffsetCommit, key 8, and OffsetFetch, key 9: commits from outside a group's membership (11_group_life has those from within)."""


class Committer:
    def __init__(self, player, group, topic):
        self.player, self.group, self.topic = player, group, topic

    def topics(self, version, topic, partitions):
        name, topic_id = topic
        return [({"TopicId": topic_id} if version >= 10 else {"Name": self.player.named(name)}) | {"Partitions": partitions}]

    def commit(self, step, version, partition=0, offset=5, note="a note", topic=None, group=None, generation=-1, member="", epoch=None):
        entry = {"PartitionIndex": partition, "CommittedOffset": offset, "CommittedMetadata": note}
        if epoch is not None and version >= 6:
            entry["CommittedLeaderEpoch"] = epoch
        self.player.ask(step, "OffsetCommit", version, GroupId=self.group if group is None else group, GenerationIdOrMemberEpoch=generation,
                        MemberId=member, Topics=self.topics(version, topic or self.topic, [entry]))

    def fetch(self, step, version, partitions=(0, 1), topic=None, group=None, **fields):
        group = self.group if group is None else group
        topics = None if partitions is None else self.topics(version, topic or self.topic, list(partitions))
        if version < 8:
            for entry in topics or []:
                entry["PartitionIndexes"] = entry.pop("Partitions")
            self.player.ask(step, "OffsetFetch", version, GroupId=group, Topics=topics, **fields)
            return
        for entry in topics or []:
            entry["PartitionIndexes"] = entry.pop("Partitions")
        self.player.ask(step, "OffsetFetch", version, Groups=[{"GroupId": group, "Topics": topics}], **fields)


def commits(player, version, topic):
    committer = Committer(player, player.named(f"commit-{version}"), topic)
    committer.commit("usual", version)
    committer.commit("further on", version, offset=6, note="another")
    committer.commit("back", version, offset=2, note="")
    committer.commit("without a note", version, partition=1, note=None)
    committer.commit("in a leader epoch", version, epoch=0)
    committer.commit("in a leader epoch to come", version, epoch=9)
    committer.commit("far beyond the end", version, offset=2**40)
    committer.commit("a negative offset", version, offset=-1)
    committer.commit("a note of the most bytes", version, note="n" * 4096)
    committer.commit("a note of one more", version, note="n" * 4097)
    committer.commit("an unknown partition", version, partition=9)
    committer.commit("an unknown topic", version, topic=("nowhere", player.unknown_id()))
    committer.commit("a group without a name", version, group="")
    committer.commit("a member that is none", version, member="nobody", generation=1)
    committer.commit("a generation without a member", version, generation=1)
    committer.commit("a member without a generation", version, member="nobody")
    player.ask("no topics", "OffsetCommit", version, GroupId=committer.group, GenerationIdOrMemberEpoch=-1, MemberId="", Topics=[])
    committer.fetch("what is committed then", 9)


def fetches(player, version, topic):
    committer = Committer(player, player.named("commit-fetched"), topic)
    committer.commit("something to fetch", 9, offset=7, epoch=0)
    committer.fetch("usual", version)
    committer.fetch("an unknown partition", version, partitions=(0, 9))
    committer.fetch("an unknown topic", version, topic=("nowhere", player.unknown_id()))
    committer.fetch("a group that is none", version, group=player.named("no-group"))
    committer.fetch("a group without a name", version, group="")
    committer.fetch("no partitions", version, partitions=())
    if version >= 2:
        committer.fetch("all of the group", version, partitions=None)
        committer.fetch("all of a group that is none", version, partitions=None, group=player.named("no-group"))
    if version >= 7:
        committer.fetch("stable ones", version, RequireStable=True)
    if version >= 8:
        entry = {"Topics": None}
        player.ask("several groups", "OffsetFetch", version, Groups=[{"GroupId": committer.group} | entry, {"GroupId": player.named("no-group")} | entry])
        player.ask("no groups", "OffsetFetch", version, Groups=[])
    if version >= 9:
        player.ask("as a member that is none", "OffsetFetch", version, Groups=[
            {"GroupId": committer.group, "MemberId": "nobody", "MemberEpoch": 3, "Topics": None}])


def play(player):
    topic = ("committed", player.topic("committed", 2))
    for version in player.versions("OffsetCommit"):
        commits(player, version, topic)
    for version in player.versions("OffsetFetch"):
        fetches(player, version, topic)
