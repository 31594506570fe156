"""Plays the same requests against a broker and compares its answers with the reference's.

    transcript.py --broker HOST:PORT                          with what was recorded of the reference
    transcript.py --broker HOST:PORT --reference HOST:PORT    with the reference, live
    transcript.py --record HOST:PORT                          refreshes recorded/ from the reference
    ... --only 03,11                                          scripts whose names begin so

Scripts whose names begin with old_ are for the versions that Apache Kafka 4 dropped: a reference of 3.9 is asked these alone, and one of 4
all others.
"""
import argparse
import collections
import importlib
import json
import pathlib
import re
import sys
import traceback
import uuid

from player import OLD, Player

HERE = pathlib.Path(__file__).resolve().parent
RECORDED = HERE / "recorded"
# Where, without the version, and the two answers as JSON.
Difference = collections.namedtuple("Difference", "where reference broker")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broker", help="the broker to judge")
    parser.add_argument("--reference", help="a running reference to compare with")
    parser.add_argument("--record", metavar="HOST:PORT", help="a running reference to record")
    parser.add_argument("--only", default="", help="beginnings of the scripts' names, with commas")
    chosen = parser.parse_args()
    if bool(chosen.record) == bool(chosen.broker):
        parser.error("either --broker or --record")
    return chosen


def script_names(only):
    wanted = tuple(only.split(","))
    return [path.stem for path in sorted((HERE / "scripts").glob("*.py")) if path.stem.startswith(wanted)]


def play(address, names, is_reference=False):
    """Script name to the entries that it made."""
    player = Player(address, f"t{uuid.uuid4().hex[:6]}.")
    entries = {}
    for name in names:
        if is_reference and name.startswith(OLD) != player.serves_old_versions():
            continue
        player.begin(name)
        try:
            importlib.import_module(f"scripts.{name}").play(player)
        except Exception:  # what stops a script is an observation of its own, and the other scripts still have their say
            player.note(f"the script ended: {traceback.format_exc(limit=-3)}", "script", 0, "failed")
        entries[name] = player.entries
    player.close_all()
    return entries


def record(entries):
    RECORDED.mkdir(exist_ok=True)
    for name, steps in entries.items():
        failed = [step["step"] for step in steps if step["api"] == "script"]
        if failed:
            sys.exit(f"{name}: {failed[0]}")
        lines = ",\n".join(json.dumps(step, separators=(",", ":")) for step in steps)
        (RECORDED / f"{name}.json").write_text(f"[\n{lines}\n]\n")
        print(f"{name}: {len(steps)} steps recorded")


def recorded(names):
    return {name: json.loads((RECORDED / f"{name}.json").read_text()) for name in names}


# --- comparing

def labelled(steps):
    """Steps by a label that is theirs alone, in order."""
    found, counts = {}, collections.Counter()
    for step in steps:
        label = f"{step['api']} v{step['version']}: {step['step']}"
        counts[label] += 1
        found[label if counts[label] == 1 else f"{label} #{counts[label]}"] = step["outcome"]
    return found


def differences(path, wanted, got):
    """Each difference as (where, reference's, ours)."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for name in wanted | got:
            yield from differences(f"{path}/{name}", wanted.get(name, "(absent)"), got.get(name, "(absent)"))
    elif isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        for index, (one, other) in enumerate(zip(wanted, got)):
            label = (one.get("Name") or one.get("ApiKey") or index) if isinstance(one, dict) else index
            yield from differences(f"{path}/{label}", one, other)
    elif wanted != got:
        yield path, wanted, got


def compare(reference, broker):
    """The differences, each told once however many versions have it: a `Difference` to its versions."""
    found = collections.defaultdict(list)
    for name in reference:
        wanted, got = labelled(reference[name]), labelled(broker[name])
        for label in wanted | got:
            for where, *answers in differences(f"{name}/{label}", wanted.get(label, "(not asked)"), got.get(label, "(not asked)")):
                version = re.search(r" v(-?\d+): ", where).group(1)
                texts = [where.replace(f" v{version}: ", ": "), *map(json.dumps, answers)]
                found[Difference(*(re.sub(rf"(?<=[a-z])-{version}\b", "-N", text) for text in texts))].append(version)
    return found


def is_expected(difference, entry):
    return all(re.fullmatch(entry[part], text) for part, text in difference._asdict().items() if part in entry)


def judge(found, expected):
    """Splits the differences into the unexpected ones, and how many each entry of `expected` stands for."""
    counts = [0] * len(expected)
    unexpected = {}
    for difference, versions in found.items():
        matches = [index for index, entry in enumerate(expected) if is_expected(difference, entry)]
        if matches:
            counts[matches[0]] += 1
        else:
            unexpected[difference] = versions
    return unexpected, counts


def short(text):
    return text if len(text) <= 400 else text[:400] + "..."


def report(entries, unexpected, expected_count, stale):
    for (where, wanted, got), versions in unexpected.items():
        print(f"{where} (v{', '.join(versions)})\n    reference: {short(wanted)}\n    broker:    {short(got)}")
    for entry in stale:
        print(f"expected difference that is none (take it out): {json.dumps(entry)}")
    scripts = collections.Counter(difference.where.split("/")[0] for difference in unexpected)
    if scripts:
        print("Unexpected: " + ", ".join(f"{name} {count}" for name, count in sorted(scripts.items())))
    steps = sum(len(found) for found in entries.values())
    print(f"{steps} steps in {len(entries)} scripts: {len(unexpected)} unexpected differences, {expected_count} expected ones, "
          f"{len(stale)} expected in vain")


def main():
    chosen = arguments()
    names = script_names(chosen.only)
    if chosen.record:
        record(play(chosen.record, names, is_reference=True))
        return
    reference = play(chosen.reference, names, is_reference=True) if chosen.reference else recorded(names)
    broker = play(chosen.broker, list(reference))
    expected = json.loads((HERE / "expected_differences.json").read_text())
    unexpected, counts = judge(compare(reference, broker), expected)
    # Some scripts alone cannot tell which entries nothing needs.
    stale = [] if chosen.only else [entry for entry, count in zip(expected, counts) if count == 0]
    report(broker, unexpected, sum(counts), stale)
    sys.exit(1 if unexpected or stale or not any(broker.values()) else 0)


main()
