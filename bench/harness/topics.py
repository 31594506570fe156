"""Topics, made before they are measured."""
from harness import wire
from harness.process import Failed, eventually

LIMIT_S = 300
# Kafka's controller takes no change of more than 10,000 records at once, and a topic is one itself.
MOST_PARTITIONS_AT_ONCE = 5_000


def create(subject, topic, partitions, config=None):
    """Returns once every partition answers. The limit makes its topics itself."""
    if subject.name == "limit":
        return
    with wire.connect(subject.port, LIMIT_S) as connection:
        made = min(partitions, MOST_PARTITIONS_AT_ONCE)
        expect_none(wire.create_topic(connection, topic, made, config or {}, LIMIT_S))
        while made < partitions:
            made = min(partitions, made + MOST_PARTITIONS_AT_ONCE)
            expect_none(wire.create_partitions(connection, topic, made, LIMIT_S))
        # Kafka answers before a partition has its leader.
        eventually(f"{topic} can be used", lambda: wire.count_led(connection, topic, partitions) == partitions, LIMIT_S)


def expect_none(error):
    code, message = error
    if code:
        raise Failed(f"a topic is refused with error {code}: {message}")
