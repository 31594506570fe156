"""Commands to a client in a process of its own, in lines of text, and what it answers.

    produce TOPIC CODEC COUNT, then COUNT lines PARTITION TIMESTAMP KEY VALUE
    consume TOPIC GROUP COUNT      answers record PARTITION OFFSET TIMESTAMP KEY VALUE; commits where it ended
    committed TOPIC GROUP          answers offset PARTITION OFFSET, -1 for none
    ends TOPIC first|last          answers as the one above
    at-time TOPIC TIMESTAMP        likewise

Each ends with `done` or `failed WHY`. Keys and values are `=` and base64, or `-` for null.
"""
import base64
import subprocess
import sys


def text(data):
    return "-" if data is None else "=" + base64.b64encode(data).decode()


def data(word):
    return None if word == "-" else base64.b64decode(word[1:])


class Client:
    """The side that asks."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words, lines=()):
        self.process.stdin.write("\n".join([" ".join(map(str, words)), *lines]) + "\n")
        self.process.stdin.flush()
        answer = []
        for line in self.process.stdout:
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "done":
                return answer
            if word == "failed":
                raise AssertionError(f"{words[0]}: {rest}")
            answer.append(rest.split(" "))
        raise AssertionError(f"{words[0]}: the client ended with {self.process.wait()}")

    def produce(self, topic, codec, records):
        self.ask("produce", topic, codec, len(records), lines=[f"{r.partition} {r.timestamp} {text(r.key)} {text(r.value)}" for r in records])

    def consume(self, topic, group, count):
        """(partition, offset, timestamp, key, value) of each record."""
        return [(int(p), int(offset), int(time), data(key), data(value)) for p, offset, time, key, value in self.ask("consume", topic, group, count)]

    def offsets(self, *words):
        return [offset for _, offset in sorted((int(p), int(offset)) for p, offset in self.ask(*words))]

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


def serve(client):
    """The side that answers: `client` has a method for each command."""
    for line in sys.stdin:
        command, *words = line.split()
        try:
            obey(client, command, words)
            print("done", flush=True)
        except Exception as error:  # whatever it is, the test is to tell
            print(f"failed {error!r}", flush=True)


def obey(client, command, words):
    if command == "produce":
        topic, codec, count = words
        lines = [sys.stdin.readline().split() for _ in range(int(count))]
        client.produce(topic, codec, [(int(p), int(time), data(key), data(value)) for p, time, key, value in lines])
    elif command == "consume":
        for partition, offset, timestamp, key, value in client.consume(words[0], words[1], int(words[2])):
            print("record", partition, offset, timestamp, text(key), text(value))
    else:
        for partition, offset in getattr(client, command.replace("-", "_"))(*words).items():
            print("offset", partition, offset)
