"""FindCoordinator, key 10."""

GROUP, TRANSACTION, SHARE = 0, 1, 2


def play(player):
    player.until(lambda: player.quiet("FindCoordinator", 2, Key="any", KeyType=TRANSACTION)["ErrorCode"] == 0, "a transaction coordinator")
    for version in player.versions("FindCoordinator"):
        def asked(step, *keys, kind=GROUP):
            fields = {"CoordinatorKeys": list(keys)} if version >= 4 else {"Key": keys[0]}
            player.ask(step, "FindCoordinator", version, **fields, **({"KeyType": kind} if version >= 1 else {}))

        asked("of a group", "some-group")
        asked("of a group without a name", "")
        if version >= 1:
            asked("of a transactional id", "some-id", kind=TRANSACTION)
            asked("of a transactional id without a name", "", kind=TRANSACTION)
            asked("of a kind that is none", "x", kind=9)
            asked("of a negative kind", "x", kind=-1)
        if version >= 4:
            asked("of several", "some-group", "another", "")
            asked("of one twice", "some-group", "some-group")
            asked("of none")
        if 1 <= version < 6:
            asked("of a share partition, too early", "g:AAAAAAAAAAAAAAAAAAAAAQ:0", kind=SHARE)
