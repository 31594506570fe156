"""UpdateFeatures, key 57. Nothing is changed for good: metadata.version keeps its level, and transaction.version gets its back."""

UPGRADE, SAFE_DOWNGRADE, UNSAFE_DOWNGRADE = 1, 2, 3


def play(player):
    level = finalized(player, "metadata.version")
    for version in player.versions("UpdateFeatures"):
        def asked(step, *updates, only=True):
            """Feature, level, kind of upgrade."""
            player.ask(step, "UpdateFeatures", version, TimeoutMs=10000, FeatureUpdates=[
                {"Feature": feature, "MaxVersionLevel": to} | ({"UpgradeType": kind} if version >= 1 else {"AllowDowngrade": kind > UPGRADE})
                for feature, to, kind in updates], **({"ValidateOnly": only} if version >= 1 else {}))
            player.note_texts(f"{step}, in words", "UpdateFeatures", version)

        asked("nothing")
        asked("the level that it has", ("metadata.version", level, UPGRADE))
        asked("the level that it has, for good", ("metadata.version", level, UPGRADE), only=False)
        asked("the level that it has, twice", ("metadata.version", level, UPGRADE), ("metadata.version", level, UPGRADE))
        asked("a level too high", ("metadata.version", level + 1, UPGRADE))
        asked("a level too low", ("metadata.version", 6, UPGRADE))
        asked("level 0", ("metadata.version", 0, SAFE_DOWNGRADE))
        asked("a level below 0", ("metadata.version", -1, UPGRADE))
        asked("a lower level as an upgrade", ("metadata.version", level - 1, UPGRADE))
        asked("an unknown feature", ("bogus.version", 1, UPGRADE))
        asked("an unknown feature's end", ("bogus.version", 0, UPGRADE))
        asked("a feature without a name", ("", 1, UPGRADE))
        asked("one right and one wrong", ("metadata.version", level, UPGRADE), ("bogus.version", 1, UPGRADE))
        if version >= 1:
            asked("a lower level, safely", ("metadata.version", level - 1, SAFE_DOWNGRADE))
            asked("a lower level, unsafely", ("metadata.version", level - 1, UNSAFE_DOWNGRADE))
            asked("the level that it has, as a downgrade", ("metadata.version", level, SAFE_DOWNGRADE))
            for kind in (0, 4, -1):
                asked(f"upgrade type {kind}", ("metadata.version", level, kind))
            asked("an unknown upgrade type below 0", ("bogus.version", -1, 77))
            transactions(player, version, asked)


def transactions(player, version, asked):
    """Back to the first protocol of transactions, and to the second one."""
    name = "transaction.version"
    asked("transactions: a level too high", (name, 3, UPGRADE))
    asked("transactions: a lower level as an upgrade", (name, 1, UPGRADE))
    for step, level, kind in [("validated only", 1, SAFE_DOWNGRADE), ("down", 1, SAFE_DOWNGRADE), ("down again", 1, UNSAFE_DOWNGRADE),
                              ("up as a downgrade", 2, SAFE_DOWNGRADE), ("up", 2, UPGRADE)]:
        asked(f"transactions: {step}", (name, level, kind), only=step == "validated only")
        if step in ("down", "up"):
            player.until(lambda: finalized(player, name) == level, f"{name} {level}")
        player.note(f"transactions: {step}, the level then", "UpdateFeatures", version, finalized(player, name))


def finalized(player, name):
    features = player.quiet("ApiVersions", 4, ClientSoftwareName="transcript", ClientSoftwareVersion="1.0")["FinalizedFeatures"]
    return next(feature["MaxVersionLevel"] for feature in features if feature["Name"] == name)
