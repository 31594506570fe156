"""UnregisterBroker, key 64, of brokers that are none: Kafka's own id would be its end."""


def play(player):
    for version in player.versions("UnregisterBroker"):
        for step, broker in (("an unknown broker", player.node_id + 70), ("a negative one", -1)):
            player.ask(step, "UnregisterBroker", version, BrokerId=broker)
            player.note_texts(f"{step}, in words", "UnregisterBroker", version)
