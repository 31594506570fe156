"""The broker's wall clock as the tests command it, by libfaketime. Its steady clock goes on as ever."""
import os
import pathlib
import sys
import time

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

import the_round as r

QUIET = {"log_level": 0}
DAY_MS = 86_400_000
# The library looks into its file so often.
CACHE_S = 1


class Clock:
    """Wraps the broker's binary so that it sees a time some days from the true one, which is also what this answers."""

    def __init__(self, folder):
        library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None) or sys.exit("libfaketime is missing")
        self.file, self.days, self.topic = folder / "clock", 0, None
        self.set(0)
        wrapper = folder / "moldau"
        wrapper.write_text(f"#!/bin/sh\nexport FAKETIME_TIMESTAMP_FILE={self.file} FAKETIME_CACHE_DURATION={CACHE_S}\n"
                           f"export FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 LD_PRELOAD={library}\nexec {os.environ['MOLDAU']} \"$@\"\n")
        wrapper.chmod(0o755)
        os.environ["MOLDAU"] = str(wrapper)

    def set(self, days):
        """Whole, as the broker may look at any time."""
        self.days = days
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{days * DAY_MS // 1000:+d}\n")
        fresh.rename(self.file)

    def now_ms(self):
        return time.time_ns() // 1_000_000 + self.days * DAY_MS

    def jump(self, days):
        """To so many days from the true time; returns once the broker is there."""
        self.set(days)
        r.eventually(f"the broker's clock is {days:+} days off", lambda: abs(self.seen_ms() - self.now_ms()) < 60_000)

    def seen_ms(self):
        """The time at which the broker appends a record."""
        if not self.topic:
            self.topic = r.unique("append-time")
            create(self.topic, **{"message.timestamp.type": "LogAppendTime"})
        seen = []
        producer = Producer({"bootstrap.servers": r.bootstrap(), **QUIET})
        producer.produce(self.topic, value=b"what time is it", on_delivery=lambda error, message: seen.append(error or message.timestamp()[1]))
        r.equal("records left unsent", producer.flush(20), 0)
        return seen[0]


def create(topic, partitions=1, **config):
    admin = AdminClient({"bootstrap.servers": r.bootstrap(), **QUIET})
    admin.create_topics([NewTopic(topic, partitions, 1, config={"message.timestamp.after.max.ms": str(2**63 - 1), **config})])[topic].result()
