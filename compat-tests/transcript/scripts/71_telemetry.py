"""GetTelemetrySubscriptions and PushTelemetry, keys 71 and 72. Recorded with a Kafka that has a metric reporter which takes clients' metrics:
without one it advertises neither."""
import time
import uuid

INTERVAL_MS = 400
METRICS = b"\x0a\x00"  # an OTLP MetricsData with a resource that measures nothing
NOBODY = uuid.UUID(int=0)


def play(player):
    if not player.versions("PushTelemetry"):
        return
    name = player.named("subscription")
    configure(player, name, {"metrics": "org.apache.kafka.producer.", "interval.ms": str(INTERVAL_MS), "match": "client_id=transcript,client_software_name=.*"})
    client, subscription = subscribe(player, "a new client", NOBODY)
    subscribe(player, "again at once", client)
    push(player, "at once", client, subscription)
    push(player, "too early", client, subscription)
    due()
    push(player, "once it is due", client, subscription)
    due()
    push(player, "for another subscription", client, subscription + 1)
    subscribe(player, "after that", client)
    due()
    push(player, "with codec 9", client, subscription, CompressionType=9)
    subscribe(player, "after that, too", client)
    due()
    push(player, "that is no gzip", client, subscription, CompressionType=1)
    due()
    push(player, "of nothing", client, subscription, Metrics=b"")
    due()
    push(player, "that is too large", client, subscription, Metrics=bytes((1 << 20) + 1))
    push(player, "that is too large and too early", client, subscription, Metrics=bytes((1 << 20) + 1))
    push(player, "before the end", client, subscription, Terminating=True)
    push(player, "before the end, twice", client, subscription, Terminating=True)
    push(player, "after the end", client, subscription)
    push(player, "of nobody", NOBODY, subscription)
    push(player, "of a client that never asked", uuid.UUID(int=77 + (1 << 64)), 1)
    known, subscription = subscribe(player, "a client with an id of its own", uuid.UUID(int=78 + (1 << 64)))
    configure(player, name, {"metrics": "*"})
    push(player, "after the subscription changed", known, subscription)
    subscribe(player, "all metrics", known)
    configure(player, name, {"match": "client_id=somebody else"})
    subscribe(player, "none for this client", known)
    configure(player, name, {})


def subscribe(player, step, client):
    answer = player.ask(step, "GetTelemetrySubscriptions", 0, ClientInstanceId=client)
    outcome = player.entries[-1]["outcome"]
    if isinstance(outcome, dict):  # each client's own
        for field in ("ClientInstanceId", "SubscriptionId"):
            outcome[field] = "none" if answer[field] in (0, NOBODY) else "some"
    return answer.get("ClientInstanceId"), answer.get("SubscriptionId")


def push(player, step, client, subscription, **fields):
    player.ask(f"a push {step}", "PushTelemetry", 0, **{
        "ClientInstanceId": client, "SubscriptionId": subscription, "Terminating": False, "CompressionType": 0, "Metrics": METRICS} | fields)


def due():
    time.sleep(INTERVAL_MS * 1.25 / 1000)


def configure(player, name, values):
    """Without values: away with it."""
    alterations = [{"Name": key, "ConfigOperation": 0, "Value": value} for key, value in values.items()] or [
        {"Name": key, "ConfigOperation": 1, "Value": None} for key in ("metrics", "interval.ms", "match")]
    player.quiet("IncrementalAlterConfigs", 1, Resources=[{"ResourceType": 16, "ResourceName": name, "Configs": alterations}], ValidateOnly=False)
    time.sleep(0.3)  # until it acts, with Kafka
