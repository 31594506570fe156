"""OffsetDelete, key 47, of groups of the classic protocol."""
import struct

VERSION = 0


def subscription(player, *topics):
    names = [player.named(topic).encode() for topic in topics]
    return b"\0\1" + struct.pack(">i", len(names)) + b"".join(struct.pack(">h", len(name)) + name for name in names) + b"\xff\xff\xff\xff"


def joined(player, group, metadata, protocol_type="consumer"):
    """A stable group of one. Returns (generation, member id)."""
    answer = player.quiet("JoinGroup", 3, GroupId=player.named(group), MemberId="", SessionTimeoutMs=30_000, RebalanceTimeoutMs=8000,
                          ProtocolType=protocol_type, Protocols=[{"Name": "range", "Metadata": metadata}])
    player.quiet("SyncGroup", 2, GroupId=player.named(group), GenerationId=answer["GenerationId"], MemberId=answer["MemberId"],
                 Assignments=[{"MemberId": answer["MemberId"], "Assignment": b"assigned"}])
    return answer["GenerationId"], answer["MemberId"]


def commit(player, group, generation=-1, member_id=""):
    player.quiet("OffsetCommit", 7, GroupId=player.named(group), GenerationIdOrMemberEpoch=generation, MemberId=member_id, Topics=[
        {"Name": player.named(topic), "Partitions": [{"PartitionIndex": index, "CommittedOffset": 1, "CommittedMetadata": ""} for index in (0, 1)]}
        for topic in ("read", "unread")])


def asked(player, step, group, *topics):
    player.ask(step, "OffsetDelete", VERSION, GroupId=player.named(group) if group else "", Topics=[
        {"Name": player.named(name) if name else "", "Partitions": [{"PartitionIndex": index} for index in indexes]} for name, indexes in topics])


def left(player, step, group):
    player.ask(step, "OffsetFetch", 5, GroupId=player.named(group), Topics=None)


def simple(player):
    commit(player, "simple")
    asked(player, "of a group of offsets alone", "simple", ("read", [0, 5]), ("nowhere", [0]), ("", [0]))
    left(player, "what is left", "simple")
    asked(player, "again", "simple", ("read", [0]))
    asked(player, "one twice", "simple", ("read", [1, 1]), ("read", [1]))
    asked(player, "no partition", "simple", ("read", []))
    asked(player, "the last", "simple", ("unread", [0, 1]))
    left(player, "nothing left", "simple")
    player.ask("the group then", "DescribeGroups", 5, Groups=[player.named("simple")])


def with_member(player):
    generation, member_id = joined(player, "live", subscription(player, "read"))
    commit(player, "live", generation, member_id)
    asked(player, "of a topic that is read, and one that is not", "live", ("read", [0]), ("unread", [0, 9]), ("nowhere", [0]))
    left(player, "what is left with a member", "live")
    player.quiet("LeaveGroup", 1, GroupId=player.named("live"), MemberId=member_id)
    asked(player, "when the member left", "live", ("read", [0]))
    left(player, "what is left without a member", "live")


def others(player):
    _, member_id = joined(player, "connected", b"xx", "connect")
    asked(player, "of members of another kind", "connected", ("read", [0]))
    player.quiet("LeaveGroup", 1, GroupId=player.named("connected"), MemberId=member_id)
    asked(player, "when they left", "connected", ("read", [0]))
    joined(player, "garbled", b"\0")
    asked(player, "of a member whose subscription nobody understands", "garbled", ("read", [0]), ("unread", [0]))


def play(player):
    player.topic("read", 2)
    player.topic("unread", 2)
    asked(player, "of a group that is none", "no-group", ("read", [0]), ("nowhere", [0]))
    asked(player, "nothing of a group that is none", "no-group")
    asked(player, "of a group without a name", "", ("read", [0]))
    simple(player)
    with_member(player)
    others(player)
