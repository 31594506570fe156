"""DescribeGroups (15), ListGroups (16) and DeleteGroups (42): looking at groups and removing them."""


def member(player, group):
    """A group with one member, stable. Returns (generation, member id)."""
    fields = {"GroupId": player.named(group), "SessionTimeoutMs": 30_000, "RebalanceTimeoutMs": 8000, "ProtocolType": "consumer",
              "Protocols": [{"Name": "range", "Metadata": b"\0\1\0\0\0\0\xff\xff\xff\xff"}]}
    joined = player.quiet("JoinGroup", 3, MemberId="", **fields)
    player.quiet("SyncGroup", 2, GroupId=player.named(group), GenerationId=joined["GenerationId"], MemberId=joined["MemberId"],
                 Assignments=[{"MemberId": joined["MemberId"], "Assignment": b"assigned"}])
    return joined["GenerationId"], joined["MemberId"]


def committed(player, group, topic):
    """A group that has offsets alone."""
    player.quiet("OffsetCommit", 7, GroupId=player.named(group), GenerationIdOrMemberEpoch=-1, MemberId="", Topics=[
        {"Name": player.named(topic), "Partitions": [{"PartitionIndex": 0, "CommittedOffset": 1, "CommittedMetadata": ""}]}])


def describes(player, version):
    def asked(step, *groups, **fields):
        player.ask(step, "DescribeGroups", version, Groups=list(groups), **fields)

    asked("with a member", player.named("seen-stable"))
    asked("with offsets alone", player.named("seen-offsets"))
    asked("one that is none", player.named("no-group"))
    asked("one without a name", "")
    asked("several, one twice", player.named("seen-stable"), player.named("no-group"), player.named("seen-stable"))
    asked("none")
    if version >= 3:
        asked("with what is allowed", player.named("seen-stable"), player.named("no-group"), IncludeAuthorizedOperations=True)


def lists(player, version):
    def asked(step, **fields):
        player.ask(step, "ListGroups", version, **fields)
        outcome = player.entries[-1]["outcome"]
        outcome["Groups"] = [group for group in outcome["Groups"] if group["GroupId"].startswith("seen-")]

    asked("all")
    if version >= 4:
        for states in (["Stable"], ["Empty"], ["stable", "EMPTY"], ["Dead"], ["NoSuchState"], ["Stable", "NoSuchState"], ["PreparingRebalance"]):
            asked(f"in state {', '.join(states)}", StatesFilter=states)
    if version >= 5:
        for types in (["classic"], ["consumer"], ["Classic", "share"], ["NoSuchType"]):
            asked(f"of type {', '.join(types)}", TypesFilter=types)
        asked("of a type in a state", TypesFilter=["classic"], StatesFilter=["Stable"])


def deletes(player, version, topic):
    def asked(step, *groups):
        player.ask(step, "DeleteGroups", version, GroupsNames=list(groups))

    offsets, emptied = f"deleted-offsets-{version}", f"deleted-emptied-{version}"
    committed(player, offsets, topic)
    _, member_id = member(player, emptied)
    asked("with a member", player.named(emptied))
    player.quiet("LeaveGroup", 1, GroupId=player.named(emptied), MemberId=member_id)
    asked("when it left", player.named(emptied))
    asked("one that is none", player.named("no-group"))
    asked("one without a name", "")
    asked("none")
    asked("one with offsets alone, twice, and one that is none", player.named(offsets), player.named(offsets), player.named("no-group"))
    asked("again", player.named(offsets))
    player.ask("its offsets then", "OffsetFetch", 5, GroupId=player.named(offsets), Topics=None)


def play(player):
    player.topic("seen")
    member(player, "seen-stable")
    committed(player, "seen-offsets", "seen")
    for version in player.versions("DescribeGroups"):
        describes(player, version)
    for version in player.versions("ListGroups"):
        lists(player, version)
    for version in player.versions("DeleteGroups"):
        deletes(player, version, "seen")
