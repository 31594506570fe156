"""WriteTxnMarkers, key 27: what coordinators ask, and administrators who abort a transaction that hangs."""
from transactional import ONE_SEGMENT, Producer

MOST = 32767


def play(player):
    for version in player.versions("WriteTxnMarkers"):
        name = f"marked-{version}"
        player.topic(name, 2, segment_ms=ONE_SEGMENT)

        def marker(producer, epoch, commit=False, coordinator_epoch=0, topics=((name, [0]),), transaction_version=0):
            entry = {"ProducerId": producer, "ProducerEpoch": epoch, "TransactionResult": commit, "CoordinatorEpoch": coordinator_epoch,
                     "Topics": [{"Name": player.named(topic) if topic else "", "PartitionIndexes": list(indexes)} for topic, indexes in topics]}
            return entry | ({"TransactionVersion": transaction_version} if version >= 2 else {})

        def asked(step, *markers):
            player.ask(step, "WriteTxnMarkers", version, Markers=list(markers))

        asked("none")
        asked("of no partition", marker(4444, 0, topics=()))
        asked("of a topic's no partition", marker(4444, 0, topics=((name, []),)))
        asked("of a producer that wrote nothing", marker(4444, 0))
        asked("again", marker(4444, 0))
        asked("of an older epoch of the coordinator", marker(4444, 0, coordinator_epoch=-1))
        asked("of a newer epoch of the coordinator", marker(4444, 0, coordinator_epoch=7))
        asked("of the one before", marker(4444, 0, coordinator_epoch=6))
        asked("of a newer producer epoch", marker(4444, 3, coordinator_epoch=7))
        asked("of an older producer epoch", marker(4444, 2, coordinator_epoch=7))
        asked("an unknown partition", marker(4444, 3, topics=((name, [0, 9, -1]),), coordinator_epoch=7))
        asked("an unknown topic", marker(4444, 3, topics=(("nowhere", [0]), (name, [1])), coordinator_epoch=7))
        asked("a topic without a name", marker(4444, 3, topics=(("", [0]),), coordinator_epoch=7))
        asked("two of one producer", marker(4445, 0), marker(4445, 1, topics=((name, [1]),)))
        asked("two producers", marker(4446, 0), marker(4447, 0, topics=((name, [0, 1]),)))
        player.note("end offset", "WriteTxnMarkers", version, player.end_offset(name))
        player.note("end offset of the other", "WriteTxnMarkers", version, player.end_offset(name, 1))

        producer = Producer(player, f"marked-{version}")
        producer.init()
        producer.add(name, 0)
        producer.produce(name)
        asked("of an older epoch than its transaction", marker(producer.id, producer.epoch - 1, coordinator_epoch=0))
        asked("of no epoch", marker(producer.id, -1))
        asked("of no producer", marker(-1, 0))
        asked("of an open transaction", marker(producer.id, producer.epoch))
        producer.settled(name, player.end_offset(name))
        if version >= 2:
            producer.add(name, 1)
            player.quiet("Produce", 11, **producer.request(11, name, producer.batch(name, 1), 1))
            asked("with the transaction's own epoch, of the second protocol", marker(producer.id, producer.epoch, topics=((name, [1]),), transaction_version=2))
            asked("with the next epoch", marker(producer.id, producer.epoch + 1, topics=((name, [1]),), transaction_version=2))
            asked("with the next epoch again", marker(producer.id, producer.epoch + 1, topics=((name, [1]),), transaction_version=2))
            asked("of an unknown version", marker(4449, 1, transaction_version=9))
            asked("with the last epoch", marker(4450, MOST, transaction_version=2))
            asked("with the last epoch again", marker(4450, MOST, transaction_version=2))
        for partition in (0, 1):
            player.ask(f"what was written to {partition}", "Fetch", 11, MaxWaitMs=0, MinBytes=0, IsolationLevel=1, Topics=[
                {"Topic": player.named(name), "Partitions": [{"Partition": partition, "FetchOffset": 0, "PartitionMaxBytes": 1 << 20}]}])
