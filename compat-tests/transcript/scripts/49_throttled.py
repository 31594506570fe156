"""What clients beyond a quota are told, in every version: each on a connection of its own, as one that was told is quiet for a second."""
import importlib

import batches

alter = importlib.import_module("scripts.49_alter_client_quotas")
USER = [("user", "ANONYMOUS")]
SECONDS_BEYOND = 5


def quota(player, connection, **values):
    player.quiet("AlterClientQuotas", 1, connection, Entries=[alter.entry(USER, values.items())], ValidateOnly=False)


def bodies(player, version):
    group = {"GroupId": player.named("throttled"), "MemberId": "nobody"}
    return {
        "Metadata": {"Topics": [{"Name": player.named("throttled")}], "AllowAutoTopicCreation": False} if version >= 4 else {"Topics": [{"Name": player.named("throttled")}]},
        "ListOffsets": {"ReplicaId": -1, "Topics": []},
        "OffsetFetch": {"Groups": []} if version >= 8 else {"GroupId": player.named("throttled"), "Topics": []},
        "Heartbeat": group | {"GenerationId": 1},
        "SyncGroup": group | {"GenerationId": 1, "Assignments": []},
        "DescribeGroups": {"Groups": []},
        "ListGroups": {},
        "ApiVersions": {"ClientSoftwareName": "a", "ClientSoftwareVersion": "1"} if version >= 3 else {},
        "CreateTopics": {"Topics": [], "TimeoutMs": 1000},
        "DeleteTopics": {"TimeoutMs": 1000},
        "DescribeConfigs": {"Resources": []},
        "DescribeClientQuotas": {"Components": [{"EntityType": "user", "MatchType": 0, "Match": "nobody"}], "Strict": True},
        "AlterClientQuotas": {"Entries": [], "ValidateOnly": True},
        "DescribeCluster": {},
    }


def every_request(player):
    """Each tells a throttle time where its version has one; keys and versions are another script's matter."""
    for api in sorted(bodies(player, 0)):
        for version in player.versions(api):
            connection = f"{api} {version}"
            answer = player.quiet(api, version, connection, **bodies(player, version)[api])
            player.drop(connection)
            player.note("beyond request_percentage", api, version, answer.get("ThrottleTimeMs", "not told"))


def quiet_connection(player, version):
    """The answer comes at once, and the next one later."""
    batch = batches.batch(count=1, records=batches.record(0, b"x" * 22_000))
    topic = {"Name": player.named("throttled"), "PartitionData": [{"Index": 0, "Records": batch}]}
    answer = player.quiet("Produce", version, "quiet", TransactionalId=None, Acks=1, TimeoutMs=1000, TopicData=[topic])
    player.note("a Produce beyond its quota is told for how long", "Produce", version, 500 < answer["ThrottleTimeMs"] < 2000)
    player.send("Metadata", 1, "quiet", Topics=[])
    player.receive("and is quiet for half a second", "Metadata", 1, "quiet", patience_s=0.4)


def empty_fetches(player):
    for version in player.versions("Fetch"):
        if version > 12:
            break
        partition = {"Partition": 0, "CurrentLeaderEpoch": -1, "FetchOffset": 0, "LastFetchedEpoch": -1, "LogStartOffset": -1, "PartitionMaxBytes": 1 << 20}
        fields = {"ReplicaId": -1, "MaxWaitMs": 0, "MinBytes": 1, "MaxBytes": 1 << 20, "IsolationLevel": 0, "SessionId": 0, "SessionEpoch": 0, "RackId": "",
                  "ForgottenTopicsData": [], "Topics": [{"Topic": player.named("throttled"), "Partitions": [partition]}]}
        answer = player.quiet("Fetch", version, f"fetch {version}", **fields)
        player.drop(f"fetch {version}")
        throttle_ms = answer.pop("ThrottleTimeMs")
        player.note("beyond its quota", "Fetch", version, [throttle_ms > 500, answer])


def topics(player):
    """A quota on topics is used up by one request; then clients that know of it are refused, and older ones told."""
    quota(player, "q5", controller_mutation_rate=1.0)
    create = lambda connection, version, name, count: player.quiet("CreateTopics", version, connection, TimeoutMs=1000, Topics=[
        {"Name": player.named(name), "NumPartitions": count, "ReplicationFactor": 1}])
    player.note("a burst and more", "CreateTopics", 7, create("t1", 7, "throttled-a", 11 + SECONDS_BEYOND)["Topics"][0]["ErrorCode"])
    for version in player.versions("CreateTopics"):
        answer = create(f"create {version}", version, f"throttled-v{version}", 1)
        player.drop(f"create {version}")
        player.note("beyond a quota", "CreateTopics", version, [answer["Topics"][0]["ErrorCode"], answer.get("ThrottleTimeMs", 1) > 0])
    for version in player.versions("CreatePartitions"):
        answer = player.quiet("CreatePartitions", version, f"grow {version}", TimeoutMs=1000, ValidateOnly=False, Topics=[
            {"Name": player.named("throttled-a"), "Count": 17 + version, "Assignments": None}])
        player.drop(f"grow {version}")
        player.note("beyond a quota", "CreatePartitions", version, [answer["Results"][0]["ErrorCode"], answer["ThrottleTimeMs"] > 0])
    for version in player.versions("DeleteTopics"):
        name = player.named(f"throttled-v{version}" if version < 5 else "throttled-a")
        asked = {"Topics": [{"Name": name}]} if version >= 6 else {"TopicNames": [name]}
        answer = player.quiet("DeleteTopics", version, f"delete {version}", TimeoutMs=1000, **asked)
        player.drop(f"delete {version}")
        player.note("beyond a quota", "DeleteTopics", version, [answer["Responses"][0]["ErrorCode"], answer.get("ThrottleTimeMs", 1) > 0])


def play(player):
    alter.remove_all(player)
    player.topic("throttled")
    quota(player, "q1", producer_byte_rate=2_000.0)
    player.until(lambda: alter.described(player, Strict=False, Components=[]), "a quota")
    quiet_connection(player, 9)
    quota(player, "q2", producer_byte_rate=None, consumer_byte_rate=1_000.0)
    player.until(lambda: alter.described(player, Strict=False, Components=[])[0]["Values"][0]["Key"] == "consumer_byte_rate", "a quota")
    empty_fetches(player)
    quota(player, "q3", consumer_byte_rate=None)
    player.until(lambda: not alter.described(player, Strict=False, Components=[]), "no quota")
    topics(player)
    quota(player, "q6", controller_mutation_rate=None, request_percentage=1e-9)
    player.until(lambda: player.quiet("DescribeCluster", 0, "q7")["ThrottleTimeMs"] > 0, "a quota on requests")
    every_request(player)
    quota(player, "q8", request_percentage=None)
    player.until(lambda: not alter.described(player, Strict=False, Components=[]), "no quotas")
