"""Sets quotas, which confluent-kafka's admin client cannot: by raw requests, as the transcript makes them."""
import contextlib
import pathlib
import sys
import time

import the_round as r

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "transcript"))
import schema  # noqa: E402
import wire  # noqa: E402

VERSION = 1


def alter(entity, values):
    """`entity` is type to name, None for the default. A key without a value goes."""
    connection = wire.Connection(r.bootstrap())
    connection.send("AlterClientQuotas", VERSION, schema.encode("AlterClientQuotasRequest", VERSION, {"ValidateOnly": False, "Entries": [{
        "Entity": [{"EntityType": kind, "EntityName": name} for kind, name in entity.items()],
        "Ops": [{"Key": key, "Value": value or 0.0, "Remove": value is None} for key, value in values.items()]}]}))
    _, body = wire.response_body("AlterClientQuotas", VERSION, connection.receive_frame())
    connection.close()
    answer = schema.decode("AlterClientQuotasResponse", VERSION, body)["Entries"][0]
    r.equal(f"quotas of {entity}", (answer["ErrorCode"], answer["ErrorMessage"]), (0, None))
    time.sleep(0.5)  # Kafka's brokers hear of it a little later


@contextlib.contextmanager
def on(entity, **values):
    alter(entity, values)
    try:
        yield
    finally:
        alter(entity, dict.fromkeys(values))
