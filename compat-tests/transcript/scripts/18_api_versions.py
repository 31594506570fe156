"""ApiVersions, key 18: what is asked first, and the only request whose unknown versions are answered."""
import schema

# Kafka has the telemetry of clients only where a reporter of metrics takes it.
OURS = set(schema.SERVED.values()) - {71, 72}


def only_ours(player, step, version, **fields):
    """Of the API keys the broker names, only those that moldau serves."""
    player.ask(step, "ApiVersions", version, **fields)
    outcome = player.entries[-1]["outcome"]
    if isinstance(outcome, dict):
        outcome["ApiKeys"] = [entry for entry in outcome["ApiKeys"] or [] if entry["ApiKey"] in OURS]


def play(player):
    for version in player.versions("ApiVersions"):
        good = {"ClientSoftwareName": "transcript", "ClientSoftwareVersion": "1.0"} if version >= 3 else {}
        only_ours(player, "usual", version, **good)
        only_ours(player, "again on the same connection", version, **good)
        if version >= 3:
            for name, software in [("", "1.0"), ("a b", "1.0"), ("-a", "1.0"), ("a", ""), ("a", "1.0!"), ("a" * 300, "1.0"), ("a.b-c", "1-2.3")]:
                only_ours(player, f"software {name[:20]!r} {software!r}", version, ClientSoftwareName=name, ClientSoftwareVersion=software)
    if player.last("ApiVersions") >= 5:
        good = {"ClientSoftwareName": "transcript", "ClientSoftwareVersion": "1.0"}
        only_ours(player, "for another cluster", 5, ClusterId="not-this-one", NodeId=player.node_id, **good)
        only_ours(player, "for another node", 5, ClusterId=None, NodeId=player.node_id + 7, **good)
    for unknown in (99, 32767):
        body = schema.encode("ApiVersionsRequest", 4, {"ClientSoftwareName": "transcript", "ClientSoftwareVersion": "1.0"})
        player.send_body("ApiVersions", unknown, body)
        player.receive("an unknown version", "ApiVersions", unknown, answer_version=0)
        outcome = player.entries[-1]["outcome"]
        if isinstance(outcome, dict):
            outcome["ApiKeys"] = [entry for entry in outcome["ApiKeys"] if entry["ApiKey"] == 18]
        player.ask("Metadata after it", "Metadata", 4, Topics=[])
