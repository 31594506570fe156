"""Kafka Streams counts words exactly once while the broker and the application are killed; a model of a few lines says what must come out."""
import collections
import pathlib
import random
import shutil
import sys
import threading
import time

from confluent_kafka import Consumer, Producer, TopicPartition

import moved
import program
import repeats
import the_round as r

PARTITIONS = 3
KILLS = repeats.kills(2, 25)
SEED = repeats.seed()
WORDS_A_LINE = 5
LINES_A_SECOND = 100
UPDATES_A_LINE = 2 * WORDS_A_LINE
# After a kill the application mostly catches up before the next one; now and then that comes earlier, while it begins or restores.
CHANCE_OF_HASTE = 0.25
# Writers do not go on and on where all the rest stands still.
MOST_AHEAD = 1000
PATIENCE_S = 120
QUIET = {"log_level": 0}


def words(line):
    """The words of a line, the same in each run: some that are frequent, and some that are not."""
    chance = random.Random(line)
    return [chance.choice("abcdefgh") + str(int(chance.paretovariate(0.7)) % 100) for _ in range(WORDS_A_LINE)]


class Writer(threading.Thread):
    """Writes lines until it is told to stop, line n to partition n modulo their count."""

    def __init__(self, topic):
        super().__init__(daemon=True)
        self.topic, self.lines, self.failed, self.stopping = topic, 0, [], threading.Event()
        self.most = MOST_AHEAD
        self.producer = Producer({"bootstrap.servers": r.bootstrap(), "enable.idempotence": True, "message.timeout.ms": 120_000, **QUIET})

    def delivered(self, error, _):
        if error:
            self.failed.append(str(error))

    def run(self):
        while not self.stopping.wait(1 / LINES_A_SECOND):
            if self.lines >= self.most:
                continue
            self.producer.produce(self.topic, key=str(self.lines), value=" ".join(words(self.lines)), partition=self.lines % PARTITIONS,
                                  on_delivery=self.delivered)
            self.producer.poll(0)
            self.lines += 1

    def finish(self):
        self.stopping.set()
        self.join()
        r.equal("lines left unsent", self.producer.flush(60), 0)
        r.equal("lines that were refused", self.failed, [])


class Reader:
    """Reads what is committed in some topics, from the first record on: for each topic, values by key in order of their offsets."""

    def __init__(self, *topics, isolation="read_committed"):
        self.consumer = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": r.unique("reader"), "enable.auto.commit": False,
                                  "isolation.level": isolation, "enable.partition.eof": True, **QUIET})
        self.places = [(topic, partition) for topic in topics for partition in range(PARTITIONS)]
        self.consumer.assign([TopicPartition(*place, 0) for place in self.places])
        self.values = {topic: collections.defaultdict(list) for topic in topics}
        self.count, self.at_end = 0, set()

    def poll(self, timeout_s=0.2):
        for message in self.consumer.consume(1000, timeout_s):
            place = (message.topic(), message.partition())
            if message.error():
                self.at_end.add(place)
                continue
            self.at_end.discard(place)
            self.count += 1
            self.values[message.topic()][message.key().decode()].append(message.value())

    def read_to_end(self):
        deadline = time.monotonic() + PATIENCE_S
        while len(self.at_end) < len(self.places):
            if time.monotonic() > deadline:
                raise AssertionError(f"the end of {sorted(set(self.places) - self.at_end)} did not come within {PATIENCE_S} s")
            self.poll()
        return self


class Scene:
    """Topics, the application and the reader of what it makes."""

    def __init__(self, classes, folder):
        self.application, self.state_dir = r.unique("word-count"), folder / "state"
        self.lines, self.words, self.letters = (r.unique(name) for name in ("lines", "words", "letters"))
        moved.create(PARTITIONS, self.lines, self.words, self.letters)
        command = program.java("WordCount", self.application, self.lines, self.words, self.letters, self.state_dir, classes=classes)
        self.program = program.Program(command, folder / "word-count.log")
        self.reader = Reader(self.words, self.letters)
        self.writer = Writer(self.lines)

    def catch_up(self, lines):
        """Waits until there is all that comes of so many lines."""
        began, count = time.monotonic(), lines * UPDATES_A_LINE
        while self.reader.count < count:
            self.program.check()
            if time.monotonic() > began + PATIENCE_S:
                raise AssertionError(f"only {self.reader.count} of {count} updates came within {PATIENCE_S} s:\n" + "\n".join(self.program.said()[-40:]))
            self.reader.poll()
            self.writer.most = self.reader.count // UPDATES_A_LINE + MOST_AHEAD

    def kill(self, number, chance):
        """Broker and application in turns; the application loses its state on disk every other time."""
        time.sleep(chance.uniform(0, 0.5))
        if number % 2 == 0:
            r.broker("kill")
            r.broker("start")
            return "broker"
        self.program.kill()
        if number % 4 == 3:
            shutil.rmtree(self.state_dir)
        self.program.start()
        return "application"


def check_words(scene, count):
    """Each word's updates count from one on, and have each line once that has the word, a partition's lines in order."""
    expected = collections.defaultdict(list)
    for line in range(count):
        for word in words(line):
            expected[word].append(line)
    found = scene.reader.values[scene.words]
    r.equal("words", sorted(found), sorted(expected))
    for word, values in found.items():
        numbers, lines = zip(*(map(int, value.split()) for value in values))
        r.equal(f"counts of {word}", list(numbers), list(range(1, len(expected[word]) + 1)))
        for partition in range(PARTITIONS):
            r.equal(f"lines of {word} from partition {partition}", [line for line in lines if line % PARTITIONS == partition],
                    [line for line in expected[word] if line % PARTITIONS == partition])
    return {word: len(lines) for word, lines in expected.items()}


def check_letters(scene, counts):
    sums = collections.Counter()
    for word, count in counts.items():
        sums[word[0]] += count
    for letter, values in scene.reader.values[scene.letters].items():
        r.equal(f"sums of {letter}", [int(value) for value in values], list(range(1, sums[letter] + 1)))
    return sums


def check_changelogs(scene, counts, sums):
    topics = [f"{scene.application}-{store}-store-changelog" for store in ("words", "letters")]
    words_kept, letters_kept = Reader(*topics).read_to_end().values.values()
    r.equal("the words' changelog", {word: int(values[-1].split()[0]) for word, values in words_kept.items()}, counts)
    r.equal("the letters' changelog", {letter: int.from_bytes(values[-1], "big") for letter, values in letters_kept.items()}, sums)


def check_offsets(scene, count):
    group = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": scene.application, "enable.auto.commit": False, **QUIET})
    committed = group.committed([TopicPartition(scene.lines, partition) for partition in range(PARTITIONS)], timeout=30)
    group.close()
    r.equal("committed offsets", [each.offset for each in committed], [len(range(partition, count, PARTITIONS)) for partition in range(PARTITIONS)])


def check_repartition(scene):
    """What was repartitioned and counted is deleted."""
    with_offsets = Consumer({"bootstrap.servers": r.bootstrap(), "group.id": r.unique("purged"), **QUIET})
    for name in ("words", "letters"):
        places = [TopicPartition(f"{scene.application}-{name}-repartition", partition) for partition in range(PARTITIONS)]
        r.eventually(f"records of {name} are deleted", lambda: any(with_offsets.get_watermark_offsets(place, timeout=10)[0] for place in places))
    with_offsets.close()


def run(classes, folder):
    chance = random.Random(SEED)
    scene = Scene(classes, folder)
    writer = scene.writer
    writer.start()
    with scene.program:
        scene.catch_up(LINES_A_SECOND)
        for number in range(2 * KILLS):
            began = time.monotonic()
            if number and chance.random() < CHANCE_OF_HASTE:
                time.sleep(chance.uniform(0, 5))
            else:
                scene.catch_up(writer.lines)
            waited_s = time.monotonic() - began
            r.step(f"{scene.reader.count} updates of {writer.lines} lines, {waited_s:.1f} s; kill -9 the {scene.kill(number, chance)}")
        scene.catch_up(writer.lines)
        writer.finish()
        scene.catch_up(writer.lines)
        until = time.monotonic() + 2
        while time.monotonic() < until:
            scene.reader.poll()  # nothing more may come
        scene.program.check()
        counts = check_words(scene, writer.lines)
        sums = check_letters(scene, counts)
        check_changelogs(scene, counts, sums)
        check_offsets(scene, writer.lines)
        check_repartition(scene)
        written = Reader(scene.words, scene.letters, isolation="read_uncommitted").read_to_end().count
    restored = sum(int(line.split()[-1]) for line in scene.program.said() if line.startswith("restored: "))
    r.equal("stores restored", restored > 0 or not KILLS, True)
    r.step(f"{writer.lines} lines, {scene.reader.count} updates, each once and in order; {written - scene.reader.count} aborted, {restored} records restored")


def main():
    r.step(f"repeat with KILLS={KILLS} SEED={SEED}")
    run(pathlib.Path(sys.argv[1]), r.folder("streams"))


main()
