"""Spark copies a topic while it is killed, loses its broker and is stopped: all of it arrives, again only what a batch had not finished.

spark.py COMMAND...   the command that copies (see Streams)
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from confluent_kafka import Producer

import moved
import program
import repeats
import the_round as r

PARTITIONS = 2
# Of the broker, and of Spark.
KILLS = repeats.kills(1, 25)
RECORDS_BETWEEN = 200
HALF = RECORDS_BETWEEN * (2 * KILLS + 1)
RECORDS = 2 * HALF
ABORTED = 10  # records of each partition, after the first half
BATCH = 100  # Streams' maxOffsetsPerTrigger
LIMIT_S = 200  # for what comes between


def abort(topic):
    """Leaves records and a marker in each partition that a reader of committed ones passes over."""
    producer = Producer({"bootstrap.servers": r.bootstrap(), "transactional.id": topic, **moved.QUIET})
    producer.init_transactions(30)
    producer.begin_transaction()
    for number in range(ABORTED * PARTITIONS):
        producer.produce(topic, partition=number % PARTITIONS, value=b"-1")
    producer.flush(30)
    producer.abort_transaction(30)


def each_partition(offset):
    """As Spark writes offsets."""
    return {str(partition): offset for partition in range(PARTITIONS)}


def await_records(reader, count, copier):
    deadline = time.monotonic() + LIMIT_S
    while len(reader.distinct()) < count:
        reader.poll(0.1)
        copier.check()
        if time.monotonic() > deadline:
            raise AssertionError(f"{len(reader.distinct())} of {count} records came within {LIMIT_S} s:\n" + "\n".join(copier.said()[-40:]))


def follow(command, log, source, reader):
    """Through kills of the broker and of Spark in turns, then an orderly stop, while the second half is yet to come."""
    with program.Program(command, log) as copier:
        for kill in range(KILLS):
            await_records(reader, RECORDS_BETWEEN * (2 * kill + 1), copier)
            r.step(f"kill -9 of the broker, after {reader.count()} records")
            r.broker("kill")
            r.broker("start")
            await_records(reader, RECORDS_BETWEEN * (2 * kill + 2), copier)
            r.step(f"kill -9 of Spark, after {reader.count()} records")
            copier.kill()
            copier.start()
        await_records(reader, HALF, copier)
        abort(source)
        moved.fill(source, PARTITIONS, range(HALF, RECORDS))
        await_records(reader, HALF + BATCH, copier)
        r.step(f"stop of Spark, after {reader.count()} records")
        copier.process.terminate()
        copier.process.wait(60)


def check_all(reader):
    """Once in order, but for batches that were begun again."""
    reader.drain(2)
    for partition, values in reader.values.items():
        r.equal(f"what partition {partition} has", list(dict.fromkeys(values)), list(range(partition, RECORDS, PARTITIONS)))
    again = reader.count() - RECORDS
    if again > (KILLS + 1) * BATCH:
        raise AssertionError(f"{again} records were copied again, by {KILLS} kills and a stop with batches of {BATCH}")


def check_checkpoint(folder, source):
    """The last batch is committed, and it ends where the topic does."""
    last = {kind: max(int(path.name) for path in (folder / kind).iterdir() if path.name.isdigit()) for kind in ("offsets", "commits")}
    r.equal("the last batch", last["commits"], last["offsets"])
    r.equal("its offsets", json.loads((folder / "offsets" / str(last["offsets"])).read_text().splitlines()[-1]),
            {source: each_partition(RECORDS // PARTITIONS + ABORTED + 1)})


def range_of(topic, **options):
    return " ".join([topic, *(f"{name}={value if isinstance(value, (int, str)) else json.dumps(value, separators=(',', ':'))}"
                              for name, value in options.items())])


def check_range(topic, numbers):
    reader = moved.Reader(topic, PARTITIONS)
    r.eventually(f"{len(numbers)} records of {topic}", lambda: reader.drain(0.1) or reader.count() >= len(numbers))
    reader.drain(0.5)
    for partition, values in reader.values.items():
        r.equal(f"the range in partition {partition} of {topic}", values, [number for number in numbers if number % PARTITIONS == partition])


def main():
    source, target, by_offset, by_time = topics = [r.unique(name) for name in ("source", "target", "by-offset", "by-time")]
    moved.create(PARTITIONS, *topics)
    moved.fill(source, PARTITIONS, range(HALF))
    reader = moved.Reader(target, PARTITIONS)
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = pathlib.Path(folder, "checkpoint")
        arguments = [source, target, checkpoint]
        follow([*sys.argv[1:], "follow", *arguments], pathlib.Path(folder, "spark.log"), source, reader)
        first, last = HALF - 300, HALF + 300  # around the aborted records
        ranges = [range_of(by_offset, startingOffsets={source: each_partition(first // PARTITIONS)},
                           endingOffsets={source: each_partition(last // PARTITIONS + ABORTED + 1)}),
                  range_of(by_time, startingTimestamp=r.FIRST_TIMESTAMP_MS + first, endingOffsets="latest")]
        subprocess.run([*sys.argv[1:], "finish", *arguments, *ranges], check=True, stdin=subprocess.DEVNULL, timeout=LIMIT_S)
        check_all(reader)
        check_checkpoint(checkpoint, source)
        check_range(by_offset, range(first, last))
        check_range(by_time, range(first, RECORDS))
    print(f"Spark: passed, {RECORDS} records, {reader.count() - RECORDS} of them again, through {2 * KILLS} kills")


main()
