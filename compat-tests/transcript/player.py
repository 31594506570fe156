"""Plays scripts of requests against one broker and keeps what could be observed."""
import struct
import time
import uuid

import schema
import wire
from normalise import Normaliser

# Topics of these scripts are never cleaned, as their records have a fixed and old time.
KEEP_ALL = {"retention.ms": "-1"}
EVENTUALLY_LIMIT_S = 15
# How names of scripts begin that ask what only Apache Kafka 3.9.2 and older serve.
OLD = "old_"


class Player:
    """`ask` and its kin append to `entries` what the broker answered, in words that two brokers can share."""

    def __init__(self, address, run_prefix):
        self.address, self.run_prefix, self.prefix = address, run_prefix, run_prefix
        self.connections = {}
        self.entries = []
        self.apis = {}
        self.node_id = None
        self.normaliser = None
        self.last_answer = {}
        self.supported = self.find_versions()
        self.wait_for_coordinator()

    def begin(self, script):
        """A fresh start: new connections, and ids are counted anew."""
        self.close_all()
        self.entries = []
        self.script = script
        # What an old script makes has names of its own: it may be the same script for other versions.
        self.prefix = self.run_prefix + (OLD if script.startswith(OLD) else "")
        self.node_id = self.quiet("Metadata", 1, Topics=[])["ControllerId"]
        self.normaliser = Normaliser(self.prefix, self.node_id)

    # --- what the broker is

    def find_versions(self):
        """Every served API of ours to its (first, last) version."""
        keys = {entry["ApiKey"]: entry for entry in self.quiet("ApiVersions", 0)["ApiKeys"]}
        return {api: (keys[key]["MinVersion"], keys[key]["MaxVersion"]) for api, key in schema.API_KEYS.items() if key in keys}

    def wait_for_coordinator(self):
        """The first use of a group makes the broker create __consumer_offsets."""
        self.until(lambda: self.quiet("FindCoordinator", 2, Key="any", KeyType=0)["ErrorCode"] == 0, "a group coordinator")
        self.until(lambda: self.quiet("OffsetFetch", 5, GroupId="any", Topics=[])["ErrorCode"] == 0, "a loaded group coordinator")

    def versions(self, api):
        """The versions that the broker serves and the newest definition has; in an old script those that it dropped (KIP-896)."""
        first, last = self.supported.get(api, (0, -1))
        newest, oldest = schema.MESSAGES[f"{api}Request"][0].versions, schema.MESSAGES[f"{api}Request"][-1].versions
        if self.script.startswith(OLD):
            return range(max(first, oldest[0]), min(last + 1, newest[0]))
        return range(max(first, newest[0]), min(last, newest[1]) + 1)

    def serves_old_versions(self):
        """Whether this is a broker to ask old scripts. Apache Kafka 4 still says Produce 0, so that another API tells."""
        return self.supported["Fetch"][0] == 0

    def last(self, api):
        return self.versions(api)[-1]

    @staticmethod
    def until(condition, what):
        deadline = time.monotonic() + EVENTUALLY_LIMIT_S
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}: not within {EVENTUALLY_LIMIT_S} s")
            time.sleep(0.05)

    # --- connections

    def on(self, name):
        if name not in self.connections:
            self.connections[name] = wire.Connection(self.address)
        return self.connections[name]

    def drop(self, name):
        if name in self.connections:
            self.connections.pop(name).close()

    def close_all(self):
        for name in list(self.connections):
            self.drop(name)

    # --- requests

    def quiet(self, api, version, connection="setup", **fields):
        """Asks without noting anything down."""
        self.on(connection).send(api, version, schema.encode(f"{api}Request", version, fields))
        return self.take_answer(api, version, connection)

    def ask(self, step, api, version, connection="main", **fields):
        """Asks and notes the answer. Returns it as it came, or {} where none came."""
        self.send(api, version, connection, **fields)
        return self.receive(step, api, version, connection)

    def send(self, api, version, connection="main", **fields):
        self.send_body(api, version, schema.encode(f"{api}Request", version, fields), connection)

    def send_body(self, api, version, body, connection="main"):
        try:
            self.on(connection).send(api, version, body)
        except wire.Closed:
            pass  # receiving tells

    def receive(self, step, api, version, connection="main", answer_version=None, patience_s=wire.ANSWER_LIMIT_S):
        answer_version = version if answer_version is None else answer_version
        try:
            answer = self.take_answer(api, answer_version, connection, patience_s)
        except (wire.Closed, wire.Silence, schema.Malformed) as ended:
            self.drop(connection)
            self.note(step, api, version, type(ended).__name__.lower())
            return {}
        self.learn(answer)
        self.last_answer = answer
        self.note(step, api, version, self.normaliser.answer(api, answer_version, answer))
        return answer

    def take_answer(self, api, version, connection, patience_s=wire.ANSWER_LIMIT_S):
        sender = self.on(connection)
        correlation_id, body = wire.response_body(api, version, sender.receive_frame(patience_s))
        if correlation_id != sender.correlation_id:
            raise schema.Malformed(f"the answer to {correlation_id} came for {sender.correlation_id}")
        return schema.decode(f"{api}Response", version, body)

    def observe(self, step, data, connection="odd", half_close=False):
        """Sends raw bytes and notes how the broker takes them: it closes, answers, or waits for more."""
        try:
            self.on(connection).send_bytes(data)
            if half_close:
                self.on(connection).end_sending()
            self.on(connection).receive_frame(limit_s=2)
            outcome = "an answer"
        except wire.Closed:
            outcome = "closed"
        except wire.Silence:
            outcome = "waits"
        self.drop(connection)
        self.note(step, "raw", 0, outcome)

    def note(self, step, api, version, outcome):
        self.entries.append({"step": step, "api": api, "version": version, "outcome": outcome})

    def note_texts(self, step, api, version):
        """The texts of the last answer's errors, word for word: for those that tools show to people."""
        self.note(step, api, version, [text.replace(self.prefix, "").replace(f"{self.node_id + 70}", "NODE+70") for text in texts_in(self.last_answer)])

    def learn(self, answer):
        """Topic ids with their names, from whatever has both."""
        for topic in answer.get("Topics") or answer.get("Responses") or []:
            if isinstance(topic, dict) and topic.get("TopicId") and topic.get("Name") and topic["TopicId"].int:
                self.normaliser.topic_names[topic["TopicId"]] = topic["Name"].removeprefix(self.prefix)

    # --- a script's material

    def named(self, name):
        return self.prefix + name

    def topic(self, name, partitions=1, **configs):
        """Creates a topic, waits until it can be used, and returns its id."""
        configs = KEEP_ALL | {key.replace("_", "."): value for key, value in configs.items()}
        created = self.quiet("CreateTopics", 7, TimeoutMs=10000, Topics=[{
            "Name": self.named(name), "NumPartitions": partitions, "ReplicationFactor": 1,
            "Configs": [{"Name": key, "Value": value} for key, value in configs.items()]}])
        if created["Topics"][0]["ErrorCode"]:
            raise RuntimeError(f"create {name}: error {created['Topics'][0]['ErrorCode']}")
        self.learn(created)
        self.until(lambda: self.usable(name, partitions), f"topic {name}")
        return created["Topics"][0]["TopicId"]

    def usable(self, name, partitions):
        topic = self.quiet("Metadata", 9, Topics=[{"Name": self.named(name)}], AllowAutoTopicCreation=False)["Topics"][0]
        if topic["ErrorCode"] or len(topic["Partitions"]) != partitions or any(p["ErrorCode"] for p in topic["Partitions"]):
            return False
        found = self.quiet("ListOffsets", 4, ReplicaId=-1, Topics=[{"Name": self.named(name), "Partitions": [
            {"PartitionIndex": p, "Timestamp": -1} for p in range(partitions)]}])
        return not any(p["ErrorCode"] for p in found["Topics"][0]["Partitions"])

    def end_offset(self, name, partition=0):
        found = self.quiet("ListOffsets", 4, ReplicaId=-1, Topics=[{"Name": self.named(name), "Partitions": [
            {"PartitionIndex": partition, "Timestamp": -1}]}])
        return found["Topics"][0]["Partitions"][0]["Offset"]

    def produce(self, name, records, partition=0):
        """Appends without noting it; returns the base offset."""
        answer = self.quiet("Produce", 9, Acks=-1, TimeoutMs=10000, TopicData=[{"Name": self.named(name), "PartitionData": [
            {"Index": partition, "Records": records}]}])
        partition = answer["Responses"][0]["PartitionResponses"][0]
        if partition["ErrorCode"]:
            raise RuntimeError(f"produce to {name}: error {partition['ErrorCode']}")
        return partition["BaseOffset"]

    @staticmethod
    def unknown_id():
        return uuid.UUID(int=0x1234567890ABCDEF1234567890ABCDEF)


def texts_in(value):
    """All ErrorMessages below a value, in order."""
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    if isinstance(value, dict):
        own = [value["ErrorMessage"]] if value.get("ErrorMessage") else []
        return own + [text for name, item in value.items() if name != "ErrorMessage" for text in texts_in(item)]
    return []


def frame(data):
    return struct.pack(">i", len(data)) + data
