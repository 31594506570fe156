"""Connect carries lines from files to a topic, exactly once, and from there to a file, while workers and the broker are killed."""
import random
import threading
import time

from confluent_kafka import TopicPartition

import moved
import repeats
import the_round as r
from workers import Workers

KILLS = repeats.kills(2, 25)
SEED = repeats.seed()
# A source each: what it reads at a time is a transaction, or all that it reads in a while, so that a kill leaves something to abort.
BOUNDARIES = [{"transaction.boundary": "poll"}, {"transaction.boundary": "interval", "transaction.boundary.interval.ms": "500"}]
SOURCES = len(BOUNDARIES)
LINES_A_SECOND = 200
# Writers do not go on and on where all the rest stands still.
MOST_AHEAD = 2000
PATIENCE_S = 120
# After a kill all that was written mostly arrives before the next one; now and then that comes earlier.
CHANCE_OF_HASTE = 0.25


class Writer(threading.Thread):
    """Appends lines to the sources' files until it is told to stop: "SOURCE NUMBER", a source's numbers from 0 on."""

    def __init__(self, paths):
        super().__init__(daemon=True)
        self.files = [open(path, "a", encoding="ascii") for path in paths]
        self.lines, self.most, self.stopping = 0, MOST_AHEAD, threading.Event()

    def run(self):
        while not self.stopping.wait(1 / LINES_A_SECOND):
            if self.lines < self.most:
                self.add()

    def add(self):
        for source, file in enumerate(self.files):
            file.write(f"{source} {self.lines}\n")
            file.flush()
        self.lines += 1

    def finish(self):
        self.stopping.set()
        self.join()


class Reader:
    """Reads what is committed in the topic, from the first record on: each source's numbers, in order of their offsets."""

    def __init__(self, topic):
        self.consumer = moved.consumer("read_committed")
        self.consumer.assign([TopicPartition(topic, 0, 0)])
        self.numbers, self.lines, self.next_offset = [[] for _ in range(SOURCES)], [], 0

    def poll(self):
        for message in self.consumer.consume(1000, 0.2):
            if not message.error():
                line = message.value().decode()
                source, number = map(int, line.split())
                self.numbers[source].append(number)
                self.lines.append(line)
                self.next_offset = message.offset() + 1


class Scene:
    def __init__(self, folder):
        self.topic = r.unique("lines")
        moved.create(1, self.topic)
        self.sources = [folder / f"source-{number}" for number in range(SOURCES)]
        self.sink = folder / "sink"
        self.writer, self.reader, self.workers = Writer(self.sources), Reader(self.topic), Workers(folder, 2)
        self.restarts = 0

    def make_connectors(self):
        for number, path in enumerate(self.sources):
            self.workers.ask("PUT", f"/connectors/source-{number}/config", {
                "connector.class": "org.apache.kafka.connect.file.FileStreamSourceConnector", "tasks.max": "1", "file": str(path), "topic": self.topic,
                "batch.size": "50", "exactly.once.support": "required", **BOUNDARIES[number]})
        self.workers.ask("PUT", "/connectors/sink/config", {
            "connector.class": "org.apache.kafka.connect.file.FileStreamSinkConnector", "tasks.max": "1", "file": str(self.sink), "topics": self.topic})

    def restart_failed(self):
        """As an operator would: Connect leaves a task that failed where it is.

        Now and then a source fails with INVALID_TXN_STATE on a busy machine. Kafka's producer looks first whether it has records to send and then
        whether to end the transaction: where its thread stands still in between, it ends a transaction of which it has sent nothing.
        """
        for name, traces in self.workers.failures().items():
            r.step(f"{name} failed and is restarted: {traces[0].splitlines()[0]}")
            self.workers.restart_failed(name)
            self.restarts += 1

    def catch_up(self):
        """Waits until the topic has all lines that were written when this began."""
        lines, until = self.writer.lines, time.monotonic() + PATIENCE_S
        while min(self.counts()) < lines:
            if time.monotonic() > until:
                raise AssertionError(f"only {self.counts()} of {lines} lines came within {PATIENCE_S} s")
            self.workers.check()
            self.reader.poll()
            self.writer.most = min(self.counts()) + MOST_AHEAD
            self.restart_failed()

    def counts(self):
        return [len(each) for each in self.reader.numbers]

    def finish(self):
        """A source of files keeps what it read beyond its batch size until its file grows: so lines are added until all are there."""
        self.writer.finish()
        until = time.monotonic() + PATIENCE_S
        while min(self.counts()) < self.writer.lines:
            if time.monotonic() > until:
                raise AssertionError(f"only {self.counts()} of {self.writer.lines} lines came within {PATIENCE_S} s")
            self.writer.add()
            self.read_for(2)
            self.restart_failed()

    def read_for(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.reader.poll()

    def kill(self, number, chance):
        """Broker and workers in turns."""
        time.sleep(chance.uniform(0, 1))
        if number % 2 == 0:
            r.broker("kill")
            r.broker("start")
            return "broker"
        worker = number // 2 % 2
        self.workers.kill(worker)
        return f"worker {worker}"


def check_topic(scene):
    for source, numbers in enumerate(scene.reader.numbers):
        r.equal(f"lines of source {source}: each once and in order", numbers, list(range(scene.writer.lines)))


def check_sink(scene):
    """All lines. A sink of files is no transaction, so that a task that was killed may repeat some; says how many there are too many."""
    lines = scene.sink.read_text(encoding="ascii").splitlines()
    r.equal("lines in the sink", sorted(set(lines)), sorted(scene.reader.lines))
    return len(lines) - len(scene.reader.lines)


def check_offsets(scene):
    """What Connect keeps: each source's place in its file, and the sink's in the topic."""
    expected = {f"source-{number}": {"position": path.stat().st_size} for number, path in enumerate(scene.sources)}
    expected["sink"] = {"kafka_offset": scene.reader.next_offset}

    def kept(name):
        return [each["offset"] for each in scene.workers.ask("GET", f"/connectors/{name}/offsets")["offsets"]]
    for name, offset in expected.items():
        r.eventually(f"offsets of {name}, {offset}", lambda: kept(name) == [offset], PATIENCE_S)


def run(folder):
    chance = random.Random(SEED)
    scene = Scene(folder)
    scene.writer.start()
    with scene.workers:
        scene.make_connectors()
        scene.catch_up()
        for number in range(2 * KILLS):
            began = time.monotonic()
            if number and chance.random() < CHANCE_OF_HASTE:
                time.sleep(chance.uniform(0, 5))
            else:
                scene.catch_up()
            waited_s = time.monotonic() - began
            r.step(f"{len(scene.reader.lines)} of {SOURCES * scene.writer.lines} lines, {waited_s:.1f} s; kill -9 the {scene.kill(number, chance)}")
        scene.catch_up()
        scene.finish()
        check_offsets(scene)
        scene.read_for(1)  # nothing more may come
        scene.workers.check()
        check_topic(scene)
        repeats = check_sink(scene)
    r.step(f"{len(scene.reader.lines)} lines, each once and in order; the sink wrote {repeats} lines again; {KILLS} kills of each, {scene.restarts} restarts")


def main():
    r.step(f"repeat with KILLS={KILLS} SEED={SEED}")
    run(r.folder("connect"))


main()
