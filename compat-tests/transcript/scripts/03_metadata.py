"""Metadata, key 3."""


def names(player, *plain):
    return [{"Name": player.named(name)} for name in plain]


def all_topics(player, step, version, topics):
    player.ask(step, "Metadata", version, Topics=topics, **({"AllowAutoTopicCreation": False} if version >= 4 else {}))
    outcome = player.entries[-1]["outcome"]
    outcome["Topics"] = [topic for topic in outcome["Topics"] if topic["Name"].startswith("metadata")]


def by_id(player, version, known):
    player.ask("by id", "Metadata", version, Topics=[{"Name": None, "TopicId": known}], AllowAutoTopicCreation=False)
    player.ask("by an unknown id", "Metadata", version, Topics=[{"Name": None, "TopicId": player.unknown_id()}], AllowAutoTopicCreation=False)
    player.ask("by neither name nor id", "Metadata", version, Topics=[{"Name": None}], AllowAutoTopicCreation=False)
    player.ask("by name and id", "Metadata", version, Topics=[{"Name": player.named("metadata"), "TopicId": known}], AllowAutoTopicCreation=False)


def create_by_asking(player, version):
    topic = f"metadata-auto-{version}"
    player.ask("a topic that is created by it", "Metadata", version, Topics=names(player, topic))
    player.until(lambda: player.usable(topic, 1), topic)
    player.ask("the created topic", "Metadata", version, Topics=names(player, topic))


def play(player):
    known = player.topic("metadata", 2)
    player.topic("metadata-other")
    for version in player.versions("Metadata"):
        no_creation = {"AllowAutoTopicCreation": False} if version >= 4 else {}
        player.ask("one topic", "Metadata", version, Topics=names(player, "metadata"), **no_creation)
        player.ask("the same twice", "Metadata", version, Topics=names(player, "metadata", "metadata"), **no_creation)
        player.ask("no topics", "Metadata", version, Topics=[] if version else names(player, "metadata"), **no_creation)
        all_topics(player, "all topics", version, None if version else [])
        for bad in ("", ".", "..", "a b", "a/b", "ü", "x" * 250):
            player.ask(f"a bad name {bad[:10]!r}", "Metadata", version, Topics=[{"Name": bad}], **no_creation)
        if version >= 4:
            player.ask("an unknown topic", "Metadata", version, Topics=names(player, "nowhere", "metadata"), AllowAutoTopicCreation=False)
        if version >= 8:
            player.ask("with what is allowed", "Metadata", version, Topics=names(player, "metadata"), AllowAutoTopicCreation=False,
                       IncludeTopicAuthorizedOperations=True, **({"IncludeClusterAuthorizedOperations": True} if version <= 10 else {}))
        if version >= 10:
            by_id(player, version, known)
        create_by_asking(player, version)
