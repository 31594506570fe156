"""Topics, made before they are measured."""
from harness.load import load_command
from harness.process import run

CREATE_LIMIT_S = 300
# Kafka's controller takes no larger change at once than 10,000 records, one of which is the topic's own.
MOST_PARTITIONS_AT_ONCE = 5_000


def create(subject, topic, partitions):
    """A topic whose first `partitions` partitions are empty. The limit makes its topics itself."""
    if subject.name != "limit":
        await_topic(subject, topic, partitions + 1)  # the last one is written to, to see that it is there


def create_configured(subject, topic, partitions, config=None):
    """The same, with a topic's own settings or with more partitions than a request may ask for."""
    from confluent_kafka.admin import NewPartitions, NewTopic

    client = admin(subject)
    at_once = min(partitions, MOST_PARTITIONS_AT_ONCE)
    finish(client.create_topics([NewTopic(topic, at_once, 1, config=config or {})], request_timeout=CREATE_LIMIT_S))
    while at_once < partitions:
        at_once = min(partitions, at_once + MOST_PARTITIONS_AT_ONCE)
        finish(client.create_partitions([NewPartitions(topic, at_once)], request_timeout=CREATE_LIMIT_S))
    await_topic(subject, topic, partitions)


def await_topic(subject, topic, partitions):
    """Creates it unless it is there, and waits until its last partition can be produced to."""
    run(load_command(subject, "create", 1, topic=topic, partitions=partitions), CREATE_LIMIT_S)


def admin(subject):
    from confluent_kafka.admin import AdminClient

    return AdminClient({"bootstrap.servers": subject.address, "socket.timeout.ms": CREATE_LIMIT_S * 1000})


def finish(futures):
    for future in futures.values():
        future.result(CREATE_LIMIT_S)
