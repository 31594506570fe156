"""Asks for offsets without end, by raw requests, as the transcript makes them: what is answered without an error must be an offset."""
import pathlib
import sys

import the_round as r
from background import Background

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "transcript"))
import schema  # noqa: E402
import wire  # noqa: E402

LATEST, EARLIEST = -1, -2


class Probe(Background):
    """REQUIRES: the topic has records of leader epoch 0."""

    def __init__(self, topic, partitions):
        super().__init__()
        self.topic, self.partitions = topic, range(partitions)
        self.answers, self.errors, self.wrong = 0, 0, []

    def run(self):
        while not self.over.wait(0.001):
            try:
                connection = wire.Connection(r.bootstrap())
            except OSError:
                continue
            try:
                while not self.over.is_set():
                    self.list_offsets(connection)
                    self.ends_of_epochs(connection)
            except (OSError, wire.Closed, wire.Silence):
                pass
            finally:
                connection.close()

    def list_offsets(self, connection):
        for timestamp in (LATEST, EARLIEST):
            partitions = [{"PartitionIndex": each, "CurrentLeaderEpoch": -1, "Timestamp": timestamp} for each in self.partitions]
            self.ask(connection, "ListOffsets", 7, {"ReplicaId": -1, "IsolationLevel": 0, "Topics": [{"Name": self.topic, "Partitions": partitions}]}, "Offset")

    def ends_of_epochs(self, connection):
        partitions = [{"Partition": each, "CurrentLeaderEpoch": -1, "LeaderEpoch": 0} for each in self.partitions]
        self.ask(connection, "OffsetForLeaderEpoch", 4, {"ReplicaId": -1, "Topics": [{"Topic": self.topic, "Partitions": partitions}]}, "EndOffset")

    def ask(self, connection, api, version, request, field):
        connection.send(api, version, schema.encode(f"{api}Request", version, request))
        _, body = wire.response_body(api, version, connection.receive_frame())
        for topic in schema.decode(f"{api}Response", version, body)["Topics"]:
            for partition in topic["Partitions"]:
                self.answers += 1
                self.errors += partition["ErrorCode"] != 0
                if partition["ErrorCode"] == 0 and partition[field] < 0:
                    self.wrong.append((api, partition))

    def check_G7(self):
        r.equal("no offset, and no error either", self.wrong[:5], [])
        if self.answers == self.errors:
            raise AssertionError("no offset was answered: this tests nothing")
