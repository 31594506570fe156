"""Holds this folder's encoder against bytes that Apache Kafka wrote (tests/golden), before it judges a broker."""
import json
import pathlib
import sys

import schema

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests/golden"


def main():
    checked = 0
    # What 3.9.2 declares otherwise is not in the definitions that are read here.
    for path in sorted(set(GOLDEN.glob("*.jsonl")) - set(GOLDEN.glob("*-otherwise.jsonl"))):
        for vector in map(json.loads, path.read_text().splitlines()):
            name, version, data = vector["message"], vector["version"], bytes.fromhex(vector["hex"])
            if name not in schema.MESSAGES or vector["apiKey"] < 0:
                continue
            values = schema.decode(name, version, data)
            if "bytes left over" in values or schema.encode(name, version, values) != data:
                sys.exit(f"{path.name}: {name} version {version} does not survive: {vector['hex']}")
            checked += 1
    if not checked:
        sys.exit(f"no vectors in {GOLDEN}")
    print(f"{checked} messages of Apache Kafka's read and written back")


main()
