"""Turns an answer into what two brokers must agree on: ids, ports and clocks become names, text becomes the fact that there is some."""
import re
import time
import uuid

import batches
import schema

UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOW_WITHIN_MS = 600_000
# Lists whose order is the broker's to choose, and what to sort them by.
SORT_KEYS = ("Name", "TopicName", "Topic", "GroupId", "ResourceName", "ApiKey", "Feature", "TopicId", "NodeId", "BrokerId", "PartitionIndex",
             "Partition", "PartitionId", "Index", "BatchIndex", "Key", "MemberId", "TransactionalId", "ErrorCode")
KEEPS_ORDER = {"Fetch", "DescribeTopicPartitions"}
TEXT_FIELDS = {"ErrorMessage", "BatchIndexErrorMessage", "Documentation"}


class Normaliser:
    """One for each script: the first unknown uuid it meets is uuid 1, and so on."""

    def __init__(self, run_prefix, node_id):
        self.run_prefix, self.node_id = run_prefix, node_id
        self.topic_names = {uuid.UUID(int=0): "none", uuid.UUID(int=1): "one"}
        self.names = {}

    def name(self, kind, value):
        known = self.names.setdefault(kind, {})
        return f"{kind} {known.setdefault(value, len(known) + 1)}"

    def answer(self, api, version, values):
        message = schema.definition(f"{api}Response", version)
        return self.struct(api, message.fields, values)

    def struct(self, api, fields, values):
        by_name = {f.name: f for f in fields}
        return {name: self.value(api, by_name.get(name), value) for name, value in values.items()}

    def value(self, api, field, value):
        if field is None:
            return value
        if field.is_array and value is not None:
            items = [self.one(api, field, item) for item in value]
            return items if api in KEEPS_ORDER else sorted(items, key=sort_key)
        return self.one(api, field, value)

    def one(self, api, field, value):
        if value is None:
            return None
        if isinstance(value, dict):
            return self.struct(api, field.fields, value)
        if isinstance(value, bytes):
            return batches.describe(value) if field.element == "records" else value.hex()
        if isinstance(value, uuid.UUID):
            return f"id of {self.topic_names[value]}" if value in self.topic_names else self.name("uuid", value)
        if isinstance(value, str):
            return self.text(field, value)
        return self.number(field, value)

    def text(self, field, value):
        if field.name in TEXT_FIELDS:
            return "some text" if value else value
        if field.name == "ClusterId":
            return "the cluster id"
        if field.name == "LogDir":
            return "a log directory"
        if field.name in ("Host", "Rack"):
            return f"a {field.name.lower()}"
        if field.name == "ResourceName" and value == str(self.node_id):
            return "the node"
        value = value.replace(self.run_prefix, "")
        return UUID_TEXT.sub(lambda found: self.name("uuid", found.group()), value)

    def number(self, field, value):
        if field.entity == "brokerId" or field.name in ("NodeId", "ControllerId"):
            return "the node" if value == self.node_id else value
        if field.name == "Port":
            return "a port" if 0 < value < 65536 else value
        if field.entity == "producerId" or field.name == "ProducerId":
            return "a producer id" if value >= 0 else value
        if field.name == "SessionId":
            return self.name("session", value) if value else 0
        if field.name in ("LogAppendTimeMs", "Timestamp", "LastTimestamp", "TransactionStartTimeMs") and abs(value - time.time() * 1000) < NOW_WITHIN_MS:
            return "now"
        if field.name in ("TotalBytes", "UsableBytes"):
            return "some bytes" if value >= 0 else value
        if field.name == "FinalizedFeaturesEpoch":
            return "an epoch" if value >= 0 else value
        return value


def sort_key(item):
    if isinstance(item, dict):
        return [str(item[name]).rjust(12) for name in SORT_KEYS if name in item]
    return [str(item).rjust(12)]
