"""Files that are changed, cut or taken away while the broker does not run: after a stop in good order, and after kill -9.

Whatever is wrong then is told, by the start, in the log, by the name of the file or its partition, or by an error to whoever reads; and
what is served is right. A start that refuses names what it refuses.
"""
import itertools
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time

import repeats
import the_round as r
from before import COMMITTED, committed, make, read

FOLDER = pathlib.Path(os.environ["BROKER_DIR"])
DATA, LOG = FOLDER / "data", FOLDER / "broker.log"
# Checkpoints are written within CHECKPOINTS_S.
CHECKPOINTS_S = 2
OVERRIDES = {"log.flush.offset.checkpoint.interval.ms": "500", "log.flush.start.offset.checkpoint.interval.ms": "500"}


def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x55
    path.write_bytes(content)


def halved(path):
    os.truncate(path, path.stat().st_size // 2)


def emptied(path):
    os.truncate(path, 0)


def gone(path):
    path.unlink()


DAMAGES = (flipped, halved, emptied, gone)


def last(pattern):
    """The newest file of that kind that has something in it."""
    found = [path for path in sorted(DATA.glob(pattern)) if path.stat().st_size]
    return found[-1] if found else None


KINDS = {
    "the first segment of a log": lambda: min(DATA.glob("plain-*-0/*.log")),
    "the last segment of a log": lambda: last("plain-*-0/*.log"),
    "an offset index": lambda: min(DATA.glob("plain-*-0/*.index")),
    "a time index": lambda: min(DATA.glob("plain-*-0/*.timeindex")),
    "leader epochs": lambda: last("plain-*-0/leader-epoch-checkpoint"),
    "a topic's id": lambda: last("plain-*-0/partition.metadata"),
    "a log of transactions": lambda: last("ledger-*-0/*.log"),
    "aborted transactions": lambda: last("ledger-*-0/*.txnindex"),
    "a snapshot of producers": lambda: last("ledger-*-0/*.snapshot"),
    "a compacted log": lambda: last("table-*-0/*.log"),
    "a group's commits": lambda: last("__consumer_offsets-*/*.log"),
    "a coordinator's transactions": lambda: last("__transaction_state-*/*.log"),
    "recovery points": lambda: last("recovery-point-offset-checkpoint"),
    "log start offsets": lambda: last("log-start-offset-checkpoint"),
    "the folder's properties": lambda: last("meta.properties"),
    "the metadata": lambda: last("moldau-metadata.db"),
    "the metadata's write-ahead log": lambda: last("moldau-metadata.db-wal"),
}
# A file without a checksum that nothing contradicts where it says less than it did: docs/reliability.md.
UNSEEN = {("aborted transactions", "halved"), ("aborted transactions", "emptied")}


def is_told(text, path):
    """By the file's name, or its partition's; of the metadata also by what it does not know any more."""
    words = {path.name, path.parent.name} - {DATA.name}
    if path.name.startswith("moldau-metadata.db"):
        words.add("the cluster knows no such partition")
    serious = [line for line in text.splitlines() if any(level in line for level in (" warning ", " error ", " critical ", "moldau: "))]
    return any(word in line for line in serious for word in words)


def judge(before, path, log):
    """What is wrong and was not told."""
    wrong = []
    for name, values in before.values.items():
        got, errors = read(name, len(values))
        rest = iter(values)
        if not all(value in rest for value in got):
            wrong.append(f"{name} has records that it had not, or in another order")
        elif len(got) < len(values) and not errors and not is_told(log(), path):
            wrong.append(f"{name} has {len(got)} records instead of {len(values)}")
        if name.startswith("plain"):
            offset = committed(before, name)
            if isinstance(offset, int) and offset != COMMITTED and not is_told(log(), path):
                wrong.append(f"the group is at {offset}, not at {COMMITTED}")
    return wrong


def restore(template):
    shutil.rmtree(DATA)
    shutil.copytree(template, DATA)


def meddle(before, way, template, kind, damage):
    """One file, one damage: None where all is well, else what is not."""
    restore(template)
    path = KINDS[kind]()
    if path is None:
        return f"{way}: there is no file with {kind}"
    damage(path)
    since = LOG.stat().st_size
    log = lambda: LOG.read_bytes()[since:].decode(errors="replace")
    try:
        r.broker("start")
        wrong = judge(before, path, log)
        r.broker("kill")
    except subprocess.CalledProcessError:  # it does not start, or ends soon after
        return None if is_told(log(), path) else f"{way}: {kind} {damage.__name__}: no start, and the log says\n{log()}"
    return f"{way}: {kind} {damage.__name__}: {wrong}\n{log()}" if wrong else None


def cases(words):
    """Way, kind and damage: those whose names have all these words; else each kind once either way, and all of them in a long run."""
    every = [(way, kind, damage) for way in ("kill", "stop") for kind in KINDS for damage in DAMAGES
             if (kind, damage.__name__) not in UNSEEN and (way, kind) != ("stop", "the metadata's write-ahead log")]  # a stop leaves none
    if words or repeats.LONG:
        found = [case for case in every if all(word in f"{case[0]} {case[1]} {case[2].__name__}" for word in words)]
        return found or sys.exit(f"there is no case of {words}")
    seed = repeats.seed()
    r.step(f"SEED={seed}")
    dice = random.Random(seed)
    return [dice.choice(list(group)) for _, group in itertools.groupby(every, key=lambda case: case[:2])]


def main():
    os.environ["BROKER_OVERRIDES"] = "\n".join(f"{key}={value}" for key, value in OVERRIDES.items())
    r.broker("stop")
    r.broker("start")
    before = make()
    time.sleep(CHECKPOINTS_S)
    templates = {way: FOLDER / f"template-{way}" for way in ("kill", "stop")}
    r.broker("kill")
    shutil.copytree(DATA, templates["kill"])
    r.broker("start")
    r.broker("stop")
    shutil.copytree(DATA, templates["stop"])
    wrong, chosen = [], cases(sys.argv[1:])
    for way, kind, damage in chosen:
        found = meddle(before, way, templates[way], kind, damage)
        if found:
            print(found, flush=True)
            wrong.append(found)
    r.step(f"{len(chosen)} files changed")
    restore(templates["stop"])
    r.broker("start")
    r.equal("cases in which something is wrong and was not told", len(wrong), 0)


main()
