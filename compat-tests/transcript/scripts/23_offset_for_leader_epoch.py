"""OffsetForLeaderEpoch, key 23."""
from batches import batch


def play(player):
    player.topic("epochs", 2)
    player.produce("epochs", batch())
    for version in player.versions("OffsetForLeaderEpoch"):
        def asked(step, partition=0, topic="epochs", replica=-1, **fields):
            player.ask(step, "OffsetForLeaderEpoch", version, **({"ReplicaId": replica} if version >= 3 else {}), Topics=[
                {"Topic": player.named(topic), "Partitions": [{"Partition": partition, "CurrentLeaderEpoch": -1, "LeaderEpoch": 0} | fields]}])

        for epoch in (0, 1, 9, -1, -2):
            asked(f"epoch {epoch}", LeaderEpoch=epoch)
        asked("an empty partition", partition=1)
        for current in (0, 1, -2):
            asked(f"in leader epoch {current}", CurrentLeaderEpoch=current)
        asked("an unknown partition", partition=9)
        asked("an unknown topic", topic="nowhere")
        asked("as a debugging replica", replica=-2)
        asked("as a replica that is none", replica=12)
        player.ask("no topics", "OffsetForLeaderEpoch", version, Topics=[])
