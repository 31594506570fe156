"""ElectLeaders, key 43."""
PREFERRED, UNCLEAN = 0, 1


def play(player):
    player.topic("elected", 2)
    for version in player.versions("ElectLeaders"):
        def asked(step, *topics, kind=PREFERRED, timeout_ms=5000):
            fields = {"ElectionType": kind} if version >= 1 else {}
            player.ask(step, "ElectLeaders", version, TimeoutMs=timeout_ms, **fields, TopicPartitions=[
                {"Topic": player.named(name) if name else "", "Partitions": partitions} for name, partitions in topics])
            player.note_texts(f"{step}, in words", "ElectLeaders", version)

        asked("usual", ("elected", [0, 1]))
        asked("a partition that is none", ("elected", [0, 5, -1]))
        asked("an unknown topic", ("nowhere", [0]), ("elected", [1]))
        asked("a topic without a name", ("", [0]))
        asked("one twice", ("elected", [0, 0]), ("elected", [0]))
        asked("no partition", ("elected", []))
        asked("none")
        asked("without time", ("elected", [0]), timeout_ms=0)
        if version >= 1:
            asked("unclean", ("elected", [0]), ("nowhere", [0]), kind=UNCLEAN)
            asked("of a kind that is none", ("elected", [0]), ("nowhere", [0]), kind=2)
            asked("of a negative kind", ("elected", [0]), kind=-1)
