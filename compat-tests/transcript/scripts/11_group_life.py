"""JoinGroup (11), Heartbeat (12), LeaveGroup (13), SyncGroup (14) and commits of members: the life of a group of the classic protocol."""
import struct


RANGE = struct.pack(">hi", 1, 1) + b"\0\x05topic" + struct.pack(">ii", -1, 0)
ROUND_ROBIN = struct.pack(">hi", 1, 1) + b"\0\x05topic" + struct.pack(">ii", 4, 0x61626364)


class Group:
    """A group spoken to at one step of the versions: each API at that version, or at its highest below."""

    def __init__(self, player, name, level):
        self.player, self.id, self.level = player, player.named(name), level

    def version(self, api):
        versions = self.player.versions(api)
        return min(max(self.level, versions[0]), versions[-1])

    def join_fields(self, member="", instance=None, group=None, protocols=(("range", RANGE), ("roundrobin", ROUND_ROBIN)), kind="consumer", **timeouts):
        version = self.version("JoinGroup")
        fields = {"GroupId": self.id if group is None else group, "SessionTimeoutMs": 10_000, "MemberId": member, "ProtocolType": kind,
                  "Protocols": [{"Name": name, "Metadata": metadata} for name, metadata in protocols]}
        if version >= 1:
            fields["RebalanceTimeoutMs"] = 8000
        if version >= 5:
            fields["GroupInstanceId"] = instance
        return fields | timeouts

    def join(self, step, connection="main", **fields):
        return self.player.ask(step, "JoinGroup", self.version("JoinGroup"), connection, **self.join_fields(**fields))

    def send_join(self, connection, **fields):
        self.player.send("JoinGroup", self.version("JoinGroup"), connection, **self.join_fields(**fields))

    def enter(self, step, connection="main", **fields):
        """From version 4 on a member without an id is told to come back with one; a static member is not."""
        answer = self.join(step, connection, **fields)
        if answer.get("ErrorCode") == 79:
            answer = self.join(step + ", with the id", connection, **(fields | {"member": answer["MemberId"]}))
        return answer

    def sync_fields(self, generation, member, assignments=(), instance=None, group=None, **named):
        fields = {"GroupId": self.id if group is None else group, "GenerationId": generation, "MemberId": member,
                  "Assignments": [{"MemberId": name, "Assignment": data} for name, data in assignments]}
        if self.version("SyncGroup") >= 3:
            fields["GroupInstanceId"] = instance
        if self.version("SyncGroup") >= 5:
            fields |= {"ProtocolType": "consumer", "ProtocolName": "range"} | named
        return fields

    def sync(self, step, *arguments, connection="main", **fields):
        return self.player.ask(step, "SyncGroup", self.version("SyncGroup"), connection, **self.sync_fields(*arguments, **fields))

    def send_sync(self, connection, *arguments, **fields):
        self.player.send("SyncGroup", self.version("SyncGroup"), connection, **self.sync_fields(*arguments, **fields))

    def heartbeat(self, step, generation, member, instance=None, group=None):
        fields = {"GroupInstanceId": instance} if self.version("Heartbeat") >= 3 else {}
        self.player.ask(step, "Heartbeat", self.version("Heartbeat"), GroupId=self.id if group is None else group, GenerationId=generation,
                        MemberId=member, **fields)

    def leave(self, step, *members, group=None):
        """A member is an id, or (id, instance)."""
        members = [member if isinstance(member, tuple) else (member, None) for member in members]
        version = self.version("LeaveGroup")
        if version < 3:
            fields = {"MemberId": members[0][0]}
        else:
            fields = {"Members": [{"MemberId": name, "GroupInstanceId": instance} for name, instance in members]}
        self.player.ask(step, "LeaveGroup", version, GroupId=self.id if group is None else group, **fields)

    def commit(self, step, generation, member, topic, instance=None):
        version = self.version("OffsetCommit")
        named = {"TopicId": topic[1]} if version >= 10 else {"Name": self.player.named(topic[0])}
        fields = {"GroupInstanceId": instance} if version >= 7 else {}
        self.player.ask(step, "OffsetCommit", version, GroupId=self.id, GenerationIdOrMemberEpoch=generation, MemberId=member, Topics=[
            named | {"Partitions": [{"PartitionIndex": 0, "CommittedOffset": 3, "CommittedMetadata": ""}]}], **fields)

    def describe(self, step):
        self.player.ask(step, "DescribeGroups", self.version("DescribeGroups"), Groups=[self.id])


def bad_joins(group):
    group.join("join: an id that is none", member="nobody")
    group.join("join: a group without a name", group="")
    group.join("join: a session too short", SessionTimeoutMs=1)
    group.join("join: a session too long", SessionTimeoutMs=2**31 - 1)
    group.join("join: a negative session", SessionTimeoutMs=-1)
    group.join("join: no protocols", protocols=())
    group.join("join: no kind", kind="")


def alone(group, topic):
    """One member joins, is assigned, lives, commits. Returns (generation, member)."""
    joined = group.enter("first joins")
    generation, member = joined.get("GenerationId", -1), joined.get("MemberId", "")
    group.describe("described before the assignment")
    group.sync("first syncs in a generation that was", generation - 1, member)
    group.sync("somebody else syncs", generation, "nobody")
    group.sync("a group without a name syncs", generation, member, group="")
    if group.version("SyncGroup") >= 5:
        group.sync("first syncs with another protocol", generation, member, ProtocolName="roundrobin")
        group.sync("first syncs with another kind", generation, member, ProtocolType="connect")
    group.heartbeat("heartbeat before the assignment", generation, member)
    group.commit("commit before the assignment", generation, member, topic)
    group.sync("first syncs", generation, member, [(member, b"for the first")])
    group.sync("first syncs again", generation, member)
    group.describe("described when stable")
    for step, g, m in [("usual", generation, member), ("a generation that was", generation - 1, member), ("a generation to come", generation + 1, member),
                       ("no generation", -1, member), ("somebody else", generation, "nobody"), ("nobody", generation, "")]:
        group.heartbeat(f"heartbeat: {step}", g, m)
        group.commit(f"commit: {step}", g, m, topic)
    group.commit("commit: from outside", -1, "", topic)
    group.heartbeat("heartbeat: a group without a name", generation, member, group="")
    group.heartbeat("heartbeat: another group", generation, member, group="nosuchgroup")
    group.join("join: another kind", kind="connect", protocols=(("range", RANGE),))
    group.join("join: no protocol in common", protocols=(("sticky", RANGE),))
    return generation, member


def joined_by_a_second(group, topic, generation, first):
    """The second waits for the first to join again; then both are assigned."""
    player, version = group.player, group.version("JoinGroup")
    second_id = ""
    if version >= 4:
        second_id = group.join("second joins", "second").get("MemberId", "")
    group.send_join("second", member=second_id)
    player.until(lambda: state_of(group) == "PreparingRebalance", "a rebalance")
    group.heartbeat("heartbeat when a second joins", generation, first)
    group.commit("commit when a second joins", generation, first, topic)
    group.sync("first syncs when a second joins", generation, first)
    joined = group.join("first joins again", member=first)
    second = player.receive("second has joined", "JoinGroup", version, "second").get("MemberId", "")
    generation = joined.get("GenerationId", -1)
    group.send_sync("second", generation, second)
    player.until(lambda: state_of(group) == "CompletingRebalance", "both in")
    group.sync("first syncs for both", generation, first, [(first, b"for the first"), (second, b"for the second"), ("nobody", b"for nobody")])
    player.receive("second has synced", "SyncGroup", group.version("SyncGroup"), "second")
    group.describe("described with two")
    return generation, second


def state_of(group):
    return group.player.quiet("DescribeGroups", 4, Groups=[group.id])["Groups"][0]["GroupState"]


def left(group, topic, generation, first, second):
    group.leave("somebody else leaves", "nobody")
    group.leave("a group without a name is left", second, group="")
    group.leave("another group is left", second, group="nosuchgroup")
    group.leave("second leaves", second)
    group.leave("second leaves again", second)
    group.heartbeat("heartbeat when second has left", generation, first)
    generation = group.join("first joins after that", member=first).get("GenerationId", -1)
    group.sync("first syncs after that", generation, first, [(first, b"all for the first")])
    group.join("first joins though nothing changed", member=first)
    group.sync("first syncs without an assignment", generation + 1, first)
    if group.version("LeaveGroup") >= 3:
        group.leave("first and somebody else leave", first, "nobody", ("", "no-instance"))
    else:
        group.leave("first leaves", first)
    group.describe("described when empty")
    group.commit("commit of one that left", generation, first, topic)
    group.commit("commit from outside when empty", -1, "", topic)


def static_members(group, topic):
    """Members with an instance id keep their place when they come back."""
    first = group.enter("static: joins", instance="one")
    generation, member = first.get("GenerationId", -1), first.get("MemberId", "")
    group.sync("static: syncs", generation, member, [(member, b"for one")], instance="one")
    group.heartbeat("static: heartbeat", generation, member, instance="one")
    group.heartbeat("static: heartbeat of an instance that is none", generation, member, instance="two")
    again = group.join("static: comes back", instance="one")
    newer = again.get("MemberId", "")
    group.heartbeat("static: heartbeat of the one before", generation, member, instance="one")
    group.commit("static: commit of the one before", generation, member, topic, instance="one")
    group.sync("static: sync of the one before", generation, member, instance="one")
    group.sync("static: syncs when back", again.get("GenerationId", -1), newer, instance="one")
    group.heartbeat("static: heartbeat when back", again.get("GenerationId", -1), newer, instance="one")
    group.commit("static: commit when back", again.get("GenerationId", -1), newer, topic, instance="one")
    group.join("static: another id for the instance", member=member, instance="one")
    changed = group.join("static: comes back with other metadata", instance="one", protocols=(("range", ROUND_ROBIN),))
    group.sync("static: syncs with other metadata", changed.get("GenerationId", -1), changed.get("MemberId", ""),
               [(changed.get("MemberId", ""), b"anew")], instance="one")
    group.describe("static: described")
    group.leave("static: leaves under an id that is none", ("nobody", "one"))
    group.leave("static: leaves under the instance alone", ("", "one"))
    group.describe("static: described when gone")


def play(player):
    topic = ("life", player.topic("life"))
    for level in range(max(player.last("JoinGroup"), player.last("OffsetCommit")) + 1):
        group = Group(player, f"life-{level}", level)
        bad_joins(group)
        generation, first = alone(group, topic)
        generation, second = joined_by_a_second(group, topic, generation, first)
        left(group, topic, generation, first, second)
        if group.version("JoinGroup") >= 5:
            static_members(Group(player, f"life-static-{level}", level), topic)
