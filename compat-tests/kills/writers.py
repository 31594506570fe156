"""Idempotent producers of two kinds: "NAME NUMBER" is a value, and a number goes to the partition that it gives modulo their count."""
import subprocess
import threading
import time

from confluent_kafka import Producer

import program
import the_round as r

PARTITIONS = 4
CODECS = ["none", "lz4", "zstd", "gzip", "snappy"]
QUIET = {"log_level": 0, "reconnect.backoff.ms": 10, "reconnect.backoff.max.ms": 50}
# Shorter than the broker is paused, so that what it has is sent to it again.
REQUEST_TIMEOUT_MS = 1000
# It leaves the cores to the broker, whose recovery is what is tested.
PAUSE_S = 0.0002
END_LIMIT_S = 60


class Librdkafka(threading.Thread):
    def __init__(self, topic, name, codec):
        super().__init__(daemon=True)
        self.topic, self.name, self.stopping = topic, name, threading.Event()
        self.acked, self.failed, self.sent = set(), [], 0
        self.producer = Producer({"bootstrap.servers": r.bootstrap(), "enable.idempotence": True, "linger.ms": 1,
                                  "compression.type": codec, "message.timeout.ms": 120_000, "retry.backoff.ms": 10,
                                  "socket.timeout.ms": REQUEST_TIMEOUT_MS, "request.timeout.ms": REQUEST_TIMEOUT_MS,
                                  "queue.buffering.max.messages": 2000, **QUIET})
        self.start()

    def delivered(self, number):
        return lambda error, _: self.failed.append((number, str(error))) if error else self.acked.add(number)

    def run(self):
        while not self.stopping.is_set():
            try:
                self.producer.produce(self.topic, value=f"{self.name} {self.sent}", partition=self.sent % PARTITIONS,
                                      on_delivery=self.delivered(self.sent))
                self.sent += 1
            except BufferError:
                self.producer.poll(0.01)
            self.producer.poll(0)
            time.sleep(PAUSE_S)

    def finish(self):
        self.stopping.set()
        self.join()
        r.equal(f"records of {self.name} that are still under way", self.producer.flush(END_LIMIT_S), 0)
        r.equal(f"failed deliveries of {self.name}", self.failed, [])


class Java:
    """See Writer.java."""

    def __init__(self, topic, name, codec, classes):
        self.name, self.acked = name, set()
        command = program.java("Writer", topic, PARTITIONS, name, codec, REQUEST_TIMEOUT_MS, classes=classes, log_level="off")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def finish(self):
        said, _ = self.process.communicate("end\n", timeout=END_LIMIT_S)
        *failed, last = said.splitlines() or [""]
        r.equal(f"failed deliveries of {self.name}", failed, [])
        sent = int(last.removeprefix("sent "))
        if not sent:
            raise AssertionError(f"{self.name} wrote nothing")
        self.acked = set(range(sent))
