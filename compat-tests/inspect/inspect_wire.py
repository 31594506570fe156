"""Holds `moldau decode` and `moldau encode` against everything that Kafka wrote, and against frames of a real client.

From the environment: MOLDAU (the binary) and BOOTSTRAP (host:port of a broker).
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from proxy import Proxy

REPO = pathlib.Path(__file__).resolve().parents[2]
MOLDAU = os.environ.get("MOLDAU") or str(REPO / "build/release/moldau")
BOOTSTRAP = os.environ["BOOTSTRAP"]


def moldau(*arguments, stdin="", expect=0):
    done = subprocess.run([MOLDAU, *arguments], input=stdin, capture_output=True, text=True, timeout=60)
    if done.returncode != expect:
        sys.exit(f"FAILED: moldau {' '.join(arguments)[:200]} exited with {done.returncode}, not {expect}: {done.stderr[:2000]}")
    return done


def batch(verb, lines, *arguments):
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    answers = [json.loads(line) for line in moldau(verb, "--batch", *arguments, stdin=text).stdout.splitlines()]
    if len(answers) != len(lines):
        sys.exit(f"FAILED: {len(lines)} lines in, {len(answers)} out")
    return answers


def same(what, got, wanted):
    """Also the order of members counts."""
    if json.dumps(got) != json.dumps(wanted):
        sys.exit(f"FAILED: {what}:\n  got      {json.dumps(got)[:1500]}\n  expected {json.dumps(wanted)[:1500]}")


def golden(file, *arguments):
    vectors = [json.loads(line) for line in open(REPO / "tests/golden" / file, encoding="utf-8")]
    asked = [{key: vector[key] for key in ("message", "version", "hex")} for vector in vectors]
    decoded = batch("decode", asked, *arguments)
    for vector, answer in zip(vectors, decoded):
        same(f"JSON of {vector['message']} v{vector['version']}", answer["json"], vector["json"])
    for vector, answer in zip(vectors, batch("encode", decoded, *arguments)):
        same(f"bytes of {vector['message']} v{vector['version']}", answer["hex"], vector["hex"])
    # What Kafka printed, without our own help; its JSON has no content of records.
    whole = [vector for vector, answer in zip(vectors, decoded) if "complete" not in answer]
    back = batch("encode", [{key: vector[key] for key in ("message", "version", "json")} for vector in whole], *arguments)
    for vector, answer in zip(whole, back):
        same(f"bytes of Kafka's JSON of {vector['message']} v{vector['version']}", answer["hex"], vector["hex"])
    print(f"- {file}: {len(vectors)} vectors read and written, {len(whole)} also from Kafka's own JSON")


def through_the_inspector(frame, kind, api_key, version, change=None):
    """The frame read as JSON, changed, and written again."""
    line = {"frame": kind, "hex": frame.hex()}
    if kind == "response":
        line |= {"api": api_key, "version": version}
    [read] = batch("decode", [line])
    if change is None:
        [written] = batch("encode", [read])
        return read, bytes.fromhex(written["hex"])
    changed = read.get("complete", read["json"])
    change(changed)
    [written] = batch("encode", [read | {"json": changed}])
    return read, bytes.fromhex(written["hex"])


def real_client():
    kcat = shutil.which("kcat") or sys.exit("no kcat: run compat-tests/install first")
    seen = []

    def inspect(frame, kind, api_key, version, address):
        def readdress(body):  # so that the client stays with the proxy
            for node in body.get("brokers", []) + ([body] if "port" in body else []) + body.get("coordinators", []):
                node["host"], node["port"] = address
        change = readdress if kind == "response" and api_key in (3, 10) else None
        read, written = through_the_inspector(frame, kind, api_key, version, change)
        if change is None:
            same(f"a client's {read['message']} v{read['version']}", written.hex(), frame.hex())
        seen.append(read)
        return written

    topic = f"inspect-{os.getpid()}"
    with Proxy(BOOTSTRAP, inspect) as proxy, tempfile.TemporaryDirectory() as work:
        records = pathlib.Path(work, "records")
        records.write_text("".join(f"key-{n}:value {n}\n" for n in range(5)))
        common = ["-q", "-b", f"{proxy.host}:{proxy.port}", "-t", topic]
        subprocess.run([kcat, *common, "-P", "-K:", "-z", "gzip", "-l", records, "-X", "enable.idempotence=true"], check=True, timeout=60)
        got = subprocess.run([kcat, *common, "-C", "-K:", "-o", "beginning", "-e"], check=True, timeout=60, capture_output=True, text=True).stdout
    if proxy.failure:
        sys.exit(f"FAILED: {proxy.failure}")
    same("records through the inspector", got, "".join(f"key-{n}:value {n}\n" for n in range(5)))
    names = {read["message"] for read in seen}
    wanted = {api + suffix for api in ("ApiVersions", "Metadata", "Produce", "Fetch", "InitProducerId") for suffix in ("Request", "Response")}
    if not wanted <= names:
        sys.exit(f"FAILED: the client did not send {sorted(wanted - names)}")
    [produce] = [read for read in seen if read["message"] == "ProduceRequest"][:1]
    if produce["json"]["topicData"][0]["partitionData"][0]["records"] != "" or len(produce["complete"]["topicData"][0]["partitionData"][0]["records"]) < 80:
        sys.exit(f"FAILED: the records of {produce}")
    print(f"- {len(seen)} frames of kcat read and written on their way, of {len(names)} messages")


def single_messages():
    hexed = "0003000100000007000163000000010001" + "61"
    shown = moldau("decode", "--request", hexed).stdout
    same("a request", json.loads(shown)["json"], {"topics": [{"name": "a"}]})
    same("its bytes", moldau("encode", "--request", stdin=shown).stdout.strip(), hexed)
    body = moldau("decode", "--message", "MetadataRequest", "--version", "1", "-", stdin="00000001 0001 61\n").stdout
    same("a body", body, '{"topics":[{"name":"a"}]}\n')
    same("a body's bytes", moldau("encode", "--message", "MetadataRequest", "--version", "1", body).stdout, "00000001000161\n")
    framed = moldau("encode", "--request", "--framed", stdin=shown).stdout.strip()
    same("a size in front", framed, f"{len(hexed) // 2:08x}{hexed}")
    same("and read", moldau("decode", "--request", "--framed", framed).stdout, shown)
    print("- single messages on the command line")


def refusals():
    for code, arguments, why in [
            (2, ["decode", "00"], "which message is it?"),
            (2, ["decode", "--api", "Fetch", "00"], "--api needs --request or --response"),
            (2, ["decode", "--message", "FetchRequest", "00"], "--version is missing"),
            (2, ["decode", "--nonsense"], "--nonsense"),
            (1, ["decode", "--message", "FetchReqest", "--version", "1", "00"], "but FetchRequest"),
            (1, ["decode", "--message", "FetchRequest", "--version", "99", "00"], "it has 0 to 18"),
            (1, ["decode", "--message", "FetchRequest", "--version", "4", "00"], "replicaId ends too early at byte 0"),
            (1, ["decode", "--request", "--framed", "0000000500"], "the frame says that it has 5 bytes after its size, and there are 1"),
            (1, ["encode", "--message", "MetadataRequest", "--version", "1", "{"], "this is no JSON"),
            (1, ["encode", "--message", "MetadataRequest", "--version", "1", '{"topics":[{}]}'], "topics[0].name is missing")]:
        said = moldau(*arguments, expect=code)
        if why not in said.stderr + said.stdout:
            sys.exit(f"FAILED: moldau {arguments} did not say {why!r}: {said.stderr}")
    bad = '{"message":"MetadataRequest","version":0,"hex":"00"}\nnonsense\n{"message":"MetadataRequest","version":0,"hex":"00000000"}\n'
    said = moldau("decode", "--batch", stdin=bad, expect=1)
    answers = [json.loads(line) for line in said.stdout.splitlines()]
    same("a batch with wrong lines", ["error" in answer for answer in answers], [True, True, False])
    same("their numbers", [answer.get("line") for answer in answers], [1, 2, None])
    print("- refusals")


golden("kafka-4.4.0.jsonl")
golden("kafka-3.9.2.jsonl")
golden("kafka-3.9.2-otherwise.jsonl", "--kafka", "3.9.2")
single_messages()
refusals()
real_client()
