"""DescribeTopicPartitions, key 75."""


def play(player):
    player.topic("described-a", 3)
    player.topic("described-b", 2)
    first, second = player.named("described-a"), player.named("described-b")
    for version in player.versions("DescribeTopicPartitions"):
        def asked(step, names, **fields):
            player.ask(step, "DescribeTopicPartitions", version, Topics=[{"Name": name} for name in names], **({"ResponsePartitionLimit": 2000} | fields))

        asked("two", [first, second])
        asked("out of order", [second, first])
        asked("one twice", [first, first])
        asked("an unknown one", [player.named("nowhere")])
        asked("a bad name", ["a b"])
        asked("an empty name", [""])
        asked("at most two partitions", [first, second], ResponsePartitionLimit=2)
        asked("at most four partitions", [first, second], ResponsePartitionLimit=4)
        asked("at most none", [first], ResponsePartitionLimit=0)
        asked("from a cursor on", [first, second], Cursor={"TopicName": first, "PartitionIndex": 2})
        asked("from a cursor beyond the partitions", [first, second], Cursor={"TopicName": first, "PartitionIndex": 7})
        asked("from a cursor at a negative partition", [first, second], Cursor={"TopicName": first, "PartitionIndex": -1})
        asked("from a cursor at an unknown topic", [first, second], Cursor={"TopicName": player.named("described-aa"), "PartitionIndex": 0})
