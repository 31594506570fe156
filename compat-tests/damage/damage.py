"""Bytes that change, one file after the other, in the folder of a broker that is down.

What holds after the next start: each piece of what was acknowledged is as it was, or is refused, with a line in the broker's log that names the
file. Nothing is silently wrong. Cases are of each kind of file and of damage; a short run has some of them, by SEED.

A log that was not closed and ends inside a batch is cut there, as after a power cut: the log says so, and what was behind is kept in files that end
in .torn (docs/adr/0002). What no start can know is left out: whether the last bytes before a kill -9 were a batch that nobody was told of, whether
retention had deleted a first segment, and what a figure in a file without checksums was, as long as it is a figure.
"""
import os
import pathlib
import random
import shutil
import subprocess
import sys

from confluent_kafka import KafkaException

import repeats
import the_round as r
from facts import REFUSED, World

SEED = repeats.seed()
# Of the cases in a short run.
SHARE = 0.35
# In these each flip leaves something that is no text, and so is seen.
TEXTS = {"leader-epoch-checkpoint", "partition.metadata", "meta.properties", "recovery-point-offset-checkpoint", "log-start-offset-checkpoint",
         "cleaner-offset-checkpoint"}


def flip(data, chance, file):
    """One byte; of a log not in its last batch."""
    at = chance.randrange(len(data) // 2 if file.suffix == ".log" else len(data))
    bit = 0x80 if file.name in TEXTS else 1 << chance.randrange(8)
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1:]


DAMAGES = {
    "a byte": flip, "another byte": flip, "a third byte": flip,
    "its half": lambda data, chance, file: data[:len(data) // 2],
    "all its bytes": lambda data, chance, file: b"",
    "itself": lambda data, chance, file: None,
    "its end, which is junk": lambda data, chance, file: data + chance.randbytes(100),
}


class Damaged:
    """The folder of a broker that is down, and what it held."""

    def __init__(self, folder):
        self.data, self.log = pathlib.Path(os.environ["LOG_DIR"]), folder / "broker.log"
        self.kept = {how: folder / how for how in ("killed", "stopped")}
        self.world = World()
        self.before = self.world.facts()
        r.equal("refused before anything is damaged", [name for name, fact in self.before.items() if fact == REFUSED], [])
        self.put_aside("kill", "killed")
        r.broker("start")
        self.put_aside("stop", "stopped")

    def put_aside(self, verb, how):
        r.broker(verb)
        shutil.copytree(self.data, self.kept[how])

    def kinds(self, how):
        """A file of each kind, by name."""
        folder = self.kept[how]
        plain, transactional = (folder / f"{topic}-0" for topic in (self.world.plain, self.world.transactional))
        segments = sorted(plain.glob("*.log"))
        offsets = max(folder.glob("__consumer_offsets-*/*.log"), key=lambda path: path.stat().st_size)
        transactions = max(folder.glob("__transaction_state-*/*.log"), key=lambda path: path.stat().st_size)
        found = {"first segment": segments[0], "middle segment": segments[1], "last segment": segments[-1],
                 "index": segments[1].with_suffix(".index"), "time index": segments[1].with_suffix(".timeindex"),
                 "transaction index": sorted(transactional.glob("*.txnindex"))[0], "snapshot": sorted(plain.glob("*.snapshot"))[-1],
                 "offsets": offsets, "transactions": transactions,
                 "metadata": folder / "moldau-metadata.db", "metadata's log": folder / "moldau-metadata.db-wal"}
        found |= {name: path for name in TEXTS for path in (folder / name, plain / name) if path.exists()}
        return {name: path for name, path in found.items() if path.exists()}

    def cases(self):
        """(name, how the broker had ended, file, damage)."""
        for how in self.kept:
            for kind, file in sorted(self.kinds(how).items()):
                at_its_end = how == "killed" and kind in ("last segment", "offsets", "transactions", "metadata's log")
                for damage, hurt in DAMAGES.items():
                    if (hurt is flip or not at_its_end) and (kind, damage) != ("first segment", "itself"):
                        yield f"{kind} of a broker that was {how} loses {damage}", how, file, hurt

    def check_S19(self, how, file, hurt, chance):
        """How it went: refused to start, refused some, or as before."""
        shutil.rmtree(self.data)
        shutil.copytree(self.kept[how], self.data)
        victim = self.data / file.relative_to(self.kept[how])
        hurt_bytes = hurt(victim.read_bytes(), chance, victim)
        if hurt_bytes is None:
            victim.unlink()
        else:
            victim.write_bytes(hurt_bytes)
        self.log.write_bytes(b"")
        started = subprocess.run([os.environ["BROKER"], "start"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if started.returncode != 0:
            self.names(victim)
            return "no start"
        try:
            after = self.facts_now()
            if after is None:
                self.names(victim)
                return "no start"
            changed = {name: (fact, after.get(name, REFUSED)) for name, fact in self.before.items() if after.get(name, REFUSED) != fact}
            wrong = {name: f"{now!r:.300}, and was {was!r:.300}" for name, (was, now) in changed.items() if now != REFUSED}
            cut = how == "killed" and list(victim.parent.glob("*.torn"))
            if not cut:
                r.equal("silently wrong", wrong, {})
            if changed:
                self.names(victim)
            return "cut" if cut else f"refused: {len(changed)} of {len(self.before)}" if changed else "as before"
        finally:
            if not r.broker_ended():
                r.broker("kill")

    def facts_now(self):
        """None of a broker that ended; it opens its port before its logs."""
        try:
            return self.world.facts()
        except KafkaException:
            if not r.broker_ended():
                raise
        return None

    def names(self, victim):
        """For a person to find; of a file that is gone its folder may do."""
        name = str((victim if victim.exists() else victim.parent if victim.parent != self.data else victim).relative_to(self.data))
        if name not in self.log.read_text(errors="replace"):
            raise AssertionError(f"the broker's log does not name {name}:\n{self.log.read_text(errors='replace')[-2000:]}")


def main(wanted):
    r.step(f"repeat with SEED={SEED}")
    os.environ["BROKER_OVERRIDES"] = "offsets.topic.num.partitions=1\ntransaction.state.log.num.partitions=1"
    r.broker("stop")
    r.broker("start")
    damaged, chance, failures = Damaged(pathlib.Path(os.environ["BROKER_DIR"])), random.Random(SEED), []
    count = 0
    for name, how, file, hurt in damaged.cases():
        each = random.Random(f"{SEED} {name}")
        if (name not in wanted) if wanted else (not repeats.LONG and chance.random() > SHARE):
            continue
        count += 1
        try:
            r.step(f"{name}: {damaged.check_S19(how, file, hurt, each)}")
        except AssertionError as failure:  # every case has its turn
            failures.append(name)
            r.step(f"{name}: FAILED: {failure}")
    r.broker("start")
    if failures or not count:
        sys.exit(f"{len(failures)} of {count} failed: {failures}")
    r.step(f"{count} cases")


main(sys.argv[1:])
