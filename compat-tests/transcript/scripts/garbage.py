"""Bytes that are no requests: what counts is that the broker closes, or answers, as Kafka does, and goes on serving others."""
import struct

import schema
import wire
from player import frame

ODD_VERSIONS = {"Produce": 14, "Fetch": 19, "Metadata": 77, "CreateTopics": 8, "JoinGroup": -1}
MOST = 2**31 - 1


def usual(player, api, version):
    """A body of that API that Kafka would take."""
    group = {"GroupId": player.named("garbage")}
    topic = {"Name": player.named("garbage")}
    bodies = {
        "Produce": {"Acks": -1, "TimeoutMs": 1000, "TopicData": [({"TopicId": player.unknown_id()} if version >= 13 else topic) | {"PartitionData": []}]},
        "Fetch": {"Topics": []},
        "ListOffsets": {"ReplicaId": -1, "Topics": [topic | {"Partitions": [{"PartitionIndex": 0, "Timestamp": -1}]}]},
        "Metadata": {"Topics": [topic]},
        "OffsetCommit": group | {"GenerationIdOrMemberEpoch": -1, "MemberId": "", "Topics": []},
        "OffsetFetch": {"Groups": [group | {"Topics": []}]} if version >= 8 else group | {"Topics": []},
        "FindCoordinator": {"CoordinatorKeys": ["a"]} if version >= 4 else {"Key": "a"},
        "JoinGroup": group | {"SessionTimeoutMs": 10000, "MemberId": "nobody", "ProtocolType": "consumer", "Protocols": [{"Name": "range", "Metadata": b""}]},
        "Heartbeat": group | {"GenerationId": 1, "MemberId": "nobody"},
        "LeaveGroup": group | ({"Members": [{"MemberId": "nobody"}]} if version >= 3 else {"MemberId": "nobody"}),
        "SyncGroup": group | {"GenerationId": 1, "MemberId": "nobody", "Assignments": []},
        "DescribeGroups": {"Groups": ["a"]},
        "ListGroups": {},
        "ApiVersions": {"ClientSoftwareName": "a", "ClientSoftwareVersion": "1"} if version >= 3 else {},
        "CreateTopics": {"Topics": [], "TimeoutMs": 1000},
        "DeleteTopics": {"Topics": [topic], "TimeoutMs": 1000} if version >= 6 else {"TopicNames": ["nowhere"], "TimeoutMs": 1000},
        "DeleteRecords": {"Topics": [topic | {"Partitions": [{"PartitionIndex": 0, "Offset": 0}]}], "TimeoutMs": 1000},
        "InitProducerId": {"TransactionalId": None, "TransactionTimeoutMs": 1000},
        "OffsetForLeaderEpoch": {"Topics": []},
        "AddPartitionsToTxn": {"Transactions": [{"TransactionalId": "nobody", "ProducerId": 1, "ProducerEpoch": 0, "VerifyOnly": False, "Topics": []}]}
        if version >= 4 else {"V3AndBelowTransactionalId": "nobody", "V3AndBelowProducerId": 1, "V3AndBelowProducerEpoch": 0, "V3AndBelowTopics": []},
        "AddOffsetsToTxn": group | {"TransactionalId": "nobody", "ProducerId": 1, "ProducerEpoch": 0},
        "EndTxn": {"TransactionalId": "nobody", "ProducerId": 1, "ProducerEpoch": 0, "Committed": True},
        "WriteTxnMarkers": {"Markers": []},
        "TxnOffsetCommit": group | {"TransactionalId": "nobody's", "ProducerId": 1, "ProducerEpoch": 0, "Topics": []},
        "DescribeAcls": {"ResourceTypeFilter": 1, "ResourceNameFilter": None, "PatternTypeFilter": 3, "PrincipalFilter": None, "HostFilter": None,
                         "Operation": 1, "PermissionType": 1},
        "CreateAcls": {"Creations": []},
        "DeleteAcls": {"Filters": []},
        "DescribeConfigs": {"Resources": [{"ResourceType": 2, "ResourceName": "a", "ConfigurationKeys": None}]},
        "AlterConfigs": {"Resources": [{"ResourceType": 77, "ResourceName": "a", "Configs": []}], "ValidateOnly": True},
        "AlterReplicaLogDirs": {"Dirs": [{"Path": "/no/such/dir", "Topics": [topic | {"Partitions": [0]}]}]},
        "DescribeLogDirs": {"Topics": [{"Topic": "nowhere", "Partitions": [0]}]},
        "CreatePartitions": {"Topics": [], "TimeoutMs": 1000, "ValidateOnly": False},
        "CreateDelegationToken": {"Renewers": [], "MaxLifetimeMs": -1},
        "RenewDelegationToken": {"Hmac": b"abc", "RenewPeriodMs": 1000},
        "ExpireDelegationToken": {"Hmac": b"abc", "ExpiryTimePeriodMs": 1000},
        "DescribeDelegationToken": {"Owners": []},
        "DeleteGroups": {"GroupsNames": ["no-such-group"]},
        "ElectLeaders": {"TopicPartitions": [], "TimeoutMs": 1000},
        "IncrementalAlterConfigs": {"Resources": [{"ResourceType": 77, "ResourceName": "a", "Configs": []}], "ValidateOnly": True},
        "AlterPartitionReassignments": {"Topics": [], "TimeoutMs": 1000},
        "ListPartitionReassignments": {"Topics": None, "TimeoutMs": 1000},
        "OffsetDelete": group | {"Topics": []},
        "DescribeClientQuotas": {"Components": [{"EntityType": "user", "MatchType": 0, "Match": "nobody"}], "Strict": True},
        "AlterClientQuotas": {"Entries": [{"Entity": [{"EntityType": "user", "EntityName": "nobody"}], "Ops": [{"Key": "producer_byte_rate", "Remove": True}]}],
                              "ValidateOnly": True},
        "DescribeUserScramCredentials": {"Users": None},
        "AlterUserScramCredentials": {"Deletions": [{"Name": "nobody", "Mechanism": 1}], "Upsertions": []},
        "DescribeQuorum": {"Topics": [{"TopicName": "__cluster_metadata", "Partitions": [{"PartitionIndex": 0}]}]},
        "UpdateFeatures": {"FeatureUpdates": [], "TimeoutMs": 1000},
        "DescribeCluster": {},
        "DescribeProducers": {"Topics": [topic | {"PartitionIndexes": [0]}]},
        "UnregisterBroker": {"BrokerId": 77},
        "DescribeTransactions": {"TransactionalIds": ["nobody"]},
        "ListTransactions": {"StateFilters": [], "ProducerIdFilters": [987654321]},
        "GetTelemetrySubscriptions": {"ClientInstanceId": player.unknown_id()},
        "PushTelemetry": {"ClientInstanceId": player.unknown_id(), "SubscriptionId": 1, "Terminating": False, "CompressionType": 0, "Metrics": b""},
        "ListConfigResources": {},
        "DescribeTopicPartitions": {"Topics": [topic], "ResponsePartitionLimit": 1},
    }
    return schema.encode(f"{api}Request", version, bodies[api])


def sizes(player):
    for size in (-1, -(2**31), MOST, 0, 200_000_000):
        player.observe(f"a size of {size}", struct.pack(">i", size))
    for length in (1, 4, 7, 8, 9):
        player.observe(f"a header of {length} bytes", frame((struct.pack(">hhih", 3, 1, 7, 4) + b"abcd")[:length]))
    whole = frame(wire.request_header("Metadata", 1, 7) + usual(player, "Metadata", 1))
    player.observe("half a frame, and no more to come", whole[:len(whole) // 2], half_close=True)
    player.observe("half a size, and no more to come", whole[:2], half_close=True)
    player.observe("nothing, and no more to come", b"", half_close=True)


def other_protocols(player):
    player.observe("HTTP", b"GET / HTTP/1.1\r\nHost: broker\r\n\r\n")
    player.observe("TLS", bytes.fromhex("16030100c8010000c40303") + bytes(200))
    player.observe("SSH", b"SSH-2.0-OpenSSH_9.2\r\n")


def keys_and_versions(player):
    for key in (999, -1, 32767, 6, 58):
        player.observe(f"key {key}", frame(struct.pack(">hhih", key, 0, 7, -1)))
    for api, version in ODD_VERSIONS.items():
        player.observe(f"{api} version {version}", frame(struct.pack(">hhih", schema.API_KEYS[api], version, 7, -1) + bytes(40)))


def client_ids(player):
    body = usual(player, "ListGroups", 0)
    for name, data in [("null", b"\xff\xff"), ("empty", b"\0\0"), ("no UTF-8", b"\0\2\xff\xfe"), ("cut off", b"\0\x50ab"), ("negative", b"\xff\x9cab")]:
        player.observe(f"a client id that is {name}", frame(struct.pack(">hhi", schema.API_KEYS["ListGroups"], 0, 7) + data + body))


def tagged_fields(player):
    """Unknown tagged fields are skipped, in the header as in the body."""
    def asked(step, header_tags, body_tags):
        header = struct.pack(">hhih", schema.API_KEYS["DescribeCluster"], 0, 7, -1) + header_tags
        player.observe(step, frame(header + b"\0" + body_tags))

    asked("unknown tags", b"\x01\x63\x02ab", b"\x02\x63\x02ab\x64\x00")
    asked("a tag cut off", b"\x01\x63\x22ab", b"\0")
    asked("more tags than there are", b"\0", b"\xff\xff\xff\xff\x07")
    asked("a tag's size that overflows", b"\0", b"\x01\x63\xff\xff\xff\xff\x0f")
    asked("a varint that does not end", b"\0", b"\x80" * 12)
    asked("a tag twice", b"\0", b"\x02\x63\x00\x63\x00")
    asked("tags out of order", b"\0", b"\x02\x64\x00\x63\x00")


def cut_bodies(player):
    for api in sorted(schema.SERVED, key=schema.SERVED.get):
        for version in sorted({player.versions(api)[0], player.last(api)} if player.versions(api) else ()):
            body = usual(player, api, version)
            header = wire.request_header(api, version, 7)
            if body:
                player.observe(f"{api} v{version} cut to half", frame(header + body[:len(body) // 2]))
                player.observe(f"{api} v{version} without its last byte", frame(header + body[:-1]))
            player.observe(f"{api} v{version} with three bytes more", frame(header + body + b"\0\1\2"))


def counts(player):
    """Lists and strings that say more than there is."""
    def plain(api, version, *parts):
        return frame(wire.request_header(api, version, 7) + b"".join(parts))

    big, negative = struct.pack(">i", MOST), struct.pack(">i", -2)
    compact_big = b"\xff\xff\xff\xff\x07"
    player.observe("Metadata: a list of 2^31-1", plain("Metadata", 1, big))
    player.observe("Metadata: a list of -2", plain("Metadata", 1, negative))
    player.observe("Metadata: a compact list of 2^31-2", plain("Metadata", 9, compact_big))
    player.observe("Metadata: a name of 32767 bytes", plain("Metadata", 1, struct.pack(">ih", 1, 32767), b"ab"))
    player.observe("Metadata: a null name", plain("Metadata", 1, struct.pack(">ih", 1, -1)))
    player.observe("Metadata: a compact name of 2^31-2 bytes", plain("Metadata", 9, b"\x02", compact_big))
    player.observe("Produce: a list of 2^31-1", plain("Produce", 3, struct.pack(">hhi", -1, -1, 1000), big))
    player.observe("Produce: records of 2^31-1 bytes", plain("Produce", 3, struct.pack(">hhii", -1, -1, 1000, 1), b"\0\1a", struct.pack(">iii", 1, 0, MOST)))
    player.observe("Fetch: a list of 2^31-1", plain("Fetch", 4, struct.pack(">iiiib", -1, 0, 0, 100, 0), big))
    player.observe("JoinGroup: metadata of 2^31-1 bytes", plain("JoinGroup", 0, b"\0\1g", struct.pack(">i", 10000), b"\0\0\0\x08consumer",
                                                                struct.pack(">i", 1), b"\0\x05range", big))
    player.observe("CreateTopics: a list within a list of 2^31-1", plain("CreateTopics", 2, struct.pack(">i", 1), b"\0\1t", struct.pack(">ih", 1, 1), big))
    player.observe("DescribeGroups: a null list", plain("DescribeGroups", 0, struct.pack(">i", -1)))
    player.observe("DeleteGroups: a null list", plain("DeleteGroups", 0, struct.pack(">i", -1)))


def play(player):
    player.topic("garbage")
    sizes(player)
    other_protocols(player)
    keys_and_versions(player)
    client_ids(player)
    tagged_fields(player)
    cut_bodies(player)
    counts(player)
    player.ask("and all is well", "Metadata", 4, Topics=[{"Name": player.named("garbage")}], AllowAutoTopicCreation=False)
