"""Fetch, key 1: what comes from where, limits, epochs, sessions, and waiting."""
from batches import batch, record


class Asker:
    """Fetches at one version. A topic is (name, id); its partitions are (index, offset, fields)."""

    def __init__(self, player, version):
        self.player, self.version = player, version

    def topics(self, topics, key="Partitions"):
        entries = []
        for (name, topic_id), partitions in topics:
            named = {"TopicId": topic_id} if self.version >= 13 else {"Topic": self.player.named(name)}
            entries.append(named | {key: partitions})
        return entries

    def partition(self, index, offset, **fields):
        return {"Partition": index, "FetchOffset": offset, "PartitionMaxBytes": 1 << 20} | fields

    def request(self, topics, forgotten=(), **fields):
        usual = {"MaxWaitMs": 0, "MinBytes": 0, "Topics": self.topics([(topic, [self.partition(*p[:2], **(p[2] if len(p) > 2 else {})) for p in partitions])
                                                                       for topic, partitions in topics])}
        if forgotten:
            usual["ForgottenTopicsData"] = self.topics(forgotten)
        return usual | fields

    def ask(self, step, topics, **fields):
        return self.player.ask(step, "Fetch", self.version, **self.request(topics, **fields))


def places(asker, topic, empty):
    asker.ask("from the start", [(topic, [(0, 0)])])
    asker.ask("from within a batch", [(topic, [(0, 4)])])
    asker.ask("from the last", [(topic, [(0, 8)])])
    asker.ask("from the end", [(topic, [(0, 9)])])
    asker.ask("beyond the end", [(topic, [(0, 10)])])
    asker.ask("below the start", [(topic, [(0, -1)])])
    asker.ask("an empty partition", [(empty, [(0, 0)])])
    asker.ask("all partitions", [(topic, [(0, 3), (1, 0)]), (empty, [(0, 0)])])
    asker.ask("an unknown partition", [(topic, [(9, 0)])])
    asker.ask("an unknown topic", [(("nowhere", asker.player.unknown_id()), [(0, 0)])])
    asker.ask("a known and an unknown topic", [(topic, [(0, 6)]), (("nowhere", asker.player.unknown_id()), [(0, 0)])])
    asker.ask("no topics", [])
    asker.ask("read committed", [(topic, [(0, 0)])], IsolationLevel=1)


def limits(asker, topic):
    for most in (1, 100, 250):
        asker.ask(f"at most {most} bytes in all", [(topic, [(0, 0), (1, 0)])], MaxBytes=most)
        asker.ask(f"at most {most} bytes a partition", [(topic, [(0, 0, {"PartitionMaxBytes": most}), (1, 0, {"PartitionMaxBytes": most})])])
    asker.ask("at most no bytes in all", [(topic, [(0, 0), (1, 0)])], MaxBytes=0)
    asker.ask("at most no bytes a partition", [(topic, [(0, 0, {"PartitionMaxBytes": 0})])])
    asker.ask("a negative limit", [(topic, [(0, 0, {"PartitionMaxBytes": -1})])])
    asker.ask("nothing new within a while", [(topic, [(0, 9)])], MinBytes=1, MaxWaitMs=60)
    asker.ask("more than there is, within a while", [(topic, [(0, 6)])], MinBytes=10_000, MaxWaitMs=60)
    asker.ask("an error does not wait", [(topic, [(0, 99)])], MinBytes=1, MaxWaitMs=8000)


def epochs(asker, topic):
    if asker.version >= 9:
        for epoch in (0, 1, 7, -2):
            asker.ask(f"in leader epoch {epoch}", [(topic, [(0, 3, {"CurrentLeaderEpoch": epoch})])])
    if asker.version >= 12:
        for epoch in (0, 3, -2):
            asker.ask(f"last fetched in epoch {epoch}", [(topic, [(0, 3, {"CurrentLeaderEpoch": 0, "LastFetchedEpoch": epoch})])])
    stranger = {"ReplicaState": {"ReplicaId": 12, "ReplicaEpoch": 1}} if asker.version >= 15 else {"ReplicaId": 12}
    asker.ask("as a replica that is none", [(topic, [(0, 3)])], **stranger)


def sessions(asker, name):
    player = asker.player
    topic = (name, player.topic(name, 2))
    player.produce(name, batch())
    both = [(topic, [(0, 0), (1, 0)])]
    session = asker.ask("session: opened", both, SessionId=0, SessionEpoch=0).get("SessionId", 0)
    asker.ask("session: again as before", [], SessionId=session, SessionEpoch=1)
    asker.ask("session: from further on", [(topic, [(0, 3)])], SessionId=session, SessionEpoch=2)
    player.produce(name, batch(), partition=1)
    asker.ask("session: new records", [], SessionId=session, SessionEpoch=3)
    asker.ask("session: both read", [(topic, [(1, 3)])], SessionId=session, SessionEpoch=4)
    asker.ask("session: one forgotten", [], SessionId=session, SessionEpoch=5, forgotten=[(topic, [1])])
    player.produce(name, batch(), partition=1)
    asker.ask("session: nothing of the forgotten", [], SessionId=session, SessionEpoch=6)
    asker.ask("session: an unknown topic is added", [(("nowhere", player.unknown_id()), [(0, 0)])], SessionId=session, SessionEpoch=7)
    asker.ask("session: it stays unknown", [], SessionId=session, SessionEpoch=8)
    asker.ask("session: an epoch that was", [], SessionId=session, SessionEpoch=8)
    asker.ask("session: an epoch ahead", [], SessionId=session, SessionEpoch=20)
    asker.ask("session: out of range is told", [(topic, [(0, 99)])], SessionId=session, SessionEpoch=9)
    asker.ask("session: an id that is none", [], SessionId=session + 1 if session else 1, SessionEpoch=1)
    asker.ask("session: id zero, epoch one", [], SessionId=0, SessionEpoch=1)
    asker.ask("session: closed and another opened", both, SessionId=session, SessionEpoch=0)
    asker.ask("session: the closed one", [], SessionId=session, SessionEpoch=10)
    last = asker.ask("session: a third", both, SessionId=0, SessionEpoch=0).get("SessionId", 0)
    asker.ask("session: ended", both, SessionId=last, SessionEpoch=-1)
    asker.ask("session: the ended one", [], SessionId=last, SessionEpoch=1)
    asker.ask("session: a negative epoch", both, SessionId=0, SessionEpoch=-7)


def woken(asker, topic_name):
    """A fetch that waits is answered by what is produced meanwhile, long before its time is up."""
    player = asker.player
    topic = (topic_name, player.topic(topic_name))
    player.send("Fetch", asker.version, "waiting", **asker.request([(topic, [(0, 0)])], MinBytes=1, MaxWaitMs=8000))
    player.produce(topic_name, batch())
    player.receive("woken by an append", "Fetch", asker.version, "waiting")


def deleted(asker, name):
    player = asker.player
    topic = (name, player.topic(name))
    player.quiet("DeleteTopics", 4, TopicNames=[player.named(name)], TimeoutMs=10000)
    player.until(lambda: not player.usable(name, 1), "the topic is gone")
    asker.ask("a deleted topic", [(topic, [(0, 0)])])


def play(player):
    topic, empty = ("fetch", player.topic("fetch", 2)), ("fetch-empty", player.topic("fetch-empty"))
    for codec in ("none", "gzip", "lz4"):
        player.produce("fetch", batch(codec=codec))
    player.produce("fetch", batch(count=1, records=record(0, bytes(300))), partition=1)
    for version in player.versions("Fetch"):
        asker = Asker(player, version)
        places(asker, topic, empty)
        limits(asker, topic)
        epochs(asker, topic)
        if version >= 7:
            sessions(asker, f"fetch-session-{version}")
        woken(asker, f"fetch-woken-{version}")
        deleted(asker, f"fetch-deleted-{version}")
