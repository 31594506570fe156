"""OffsetCommit 0-1 and OffsetFetch 0. Kafka keeps what version 0 commits in ZooKeeper; recorded of a broker that has one."""
import importlib

ORDINARY = importlib.import_module("scripts.08_offset_commit")


def play(player):
    ORDINARY.play(player)
    topic = ("committed-0", player.topic("committed-0", 2))
    committer = ORDINARY.Committer(player, player.named("version-0"), topic)
    for version in set(player.versions("OffsetCommit")) & set(player.versions("OffsetFetch")):
        committer.commit("to be fetched again", version, offset=7)
        committer.fetch("what was committed, and what was not", version)
        committer.commit("another offset and no note", version, offset=9, note=None)
        committer.commit("another partition", version, partition=1)
        committer.fetch("both", version)
