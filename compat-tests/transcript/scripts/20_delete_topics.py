"""DeleteTopics, key 20."""


def by_name(player, version, step, *topics):
    if version >= 6:
        player.ask(step, "DeleteTopics", version, TimeoutMs=10000, Topics=[{"Name": name} for name in topics])
    else:
        player.ask(step, "DeleteTopics", version, TimeoutMs=10000, TopicNames=list(topics))


def by_id(player, version):
    def asked(step, *topics):
        player.ask(step, "DeleteTopics", version, TimeoutMs=10000, Topics=list(topics))

    known = player.topic("delete-by-id")
    asked("by name and id", {"Name": player.named("delete-by-id"), "TopicId": known})
    asked("by neither", {"Name": None})
    asked("by an unknown id", {"Name": None, "TopicId": player.unknown_id()})
    asked("an id twice", {"Name": None, "TopicId": known}, {"Name": None, "TopicId": known})
    asked("by id and by name", {"Name": None, "TopicId": known}, {"Name": player.named("delete-by-id")})
    asked("by id", {"Name": None, "TopicId": known})
    asked("by id again", {"Name": None, "TopicId": known})


def play(player):
    for version in player.versions("DeleteTopics"):
        topic = f"delete-{version}"
        player.topic(topic)
        by_name(player, version, "none")
        by_name(player, version, "an unknown one", player.named("nowhere"))
        by_name(player, version, "an empty name", "")
        by_name(player, version, "a bad name", "a b")
        by_name(player, version, "one twice, and an unknown one", player.named(topic), player.named(topic), player.named("nowhere"))
        by_name(player, version, "usual", player.named(topic))
        by_name(player, version, "again", player.named(topic))
        player.ask("metadata of it", "Metadata", 9, Topics=[{"Name": player.named(topic)}], AllowAutoTopicCreation=False)
        first = player.topic(topic + "-reborn")
        by_name(player, version, "one to be made anew", player.named(topic + "-reborn"))
        if player.topic(topic + "-reborn") == first:
            player.note("a topic made anew has the id of the old one", "DeleteTopics", version, "same id")
    if player.last("DeleteTopics") >= 6:
        by_id(player, 6)
