"""Drives `moldau topics|configs|groups|produce|consume|doctor|why|completion` as a user does.

From the environment: MOLDAU (the binary) and BOOTSTRAP (host:port of a broker, moldau or Apache Kafka).
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

REPO = pathlib.Path(__file__).resolve().parents[2]
MOLDAU = os.environ.get("MOLDAU") or str(REPO / "build/release/moldau")
BOOTSTRAP = os.environ["BOOTSTRAP"]
TOPIC = f"cli-{os.getpid()}"
GROUP = f"cli-group-{os.getpid()}"


def moldau(*arguments, stdin="", expect=0, bootstrap=BOOTSTRAP):
    environment = dict(os.environ, MOLDAU_BOOTSTRAP=bootstrap)
    done = subprocess.run([MOLDAU, *map(str, arguments)], input=stdin, capture_output=True, text=True, errors="replace", timeout=60, env=environment)
    if done.returncode != expect:
        sys.exit(f"FAILED: moldau {' '.join(map(str, arguments))} exited with {done.returncode}, not {expect}:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done


def answer(*arguments, **more):
    return json.loads(moldau(*arguments, "--json", **more).stdout)


def same(what, got, wanted):
    if got != wanted:
        sys.exit(f"FAILED: {what}:\n  got      {got!r}\n  expected {wanted!r}")


def says(what, done, *words):
    for word in words:
        if word not in done.stdout + done.stderr:
            sys.exit(f"FAILED: {what} does not say {word!r}:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")


def topics():
    same("creating", moldau("topics", "create", TOPIC, "--partitions", 2, "--config", "retention.ms=86400000").stdout, f"created topic {TOPIC}\n")
    says("creating it again", moldau("topics", "create", TOPIC, expect=1), "TOPIC_ALREADY_EXISTS", TOPIC)
    moldau("topics", "create", TOPIC, "--if-not-exists")
    says("a topic that cannot be", moldau("topics", "create", "a/b", expect=1), "INVALID_TOPIC_EXCEPTION", "a/b")
    says("validation", moldau("topics", "create", TOPIC + "-not", "--validate-only"), "would create")
    names = [topic["name"] for topic in answer("topics", "list")]
    same("the list", [TOPIC in names, TOPIC + "-not" in names], [True, False])
    [described] = answer("topics", "describe", TOPIC)
    same("partitions", [each["partition"] for each in described["partitions"]], [0, 1])
    same("replicas in sync", [each["isr"] == each["replicas"] for each in described["partitions"]], [True, True])
    says("the table", moldau("topics", "describe", TOPIC), "PARTITION", TOPIC)
    moldau("topics", "alter", TOPIC, "--partitions", 3)
    says("fewer partitions", moldau("topics", "alter", TOPIC, "--partitions", 2, expect=1), "INVALID_PARTITIONS")
    same("more partitions", len(answer("topics", "describe", TOPIC)[0]["partitions"]), 3)
    says("no such topic", moldau("topics", "describe", "nobody-made-this", expect=1), "UNKNOWN_TOPIC_OR_PARTITION", "nobody-made-this")
    print("- topics")


def configs():
    def value(name):
        return {each["name"]: each["value"] for each in answer("configs", "describe", "--topic", TOPIC)}.get(name)
    same("a config of the creation", value("retention.ms"), "86400000")
    moldau("configs", "alter", "--topic", TOPIC, "--set", "retention.ms=3600000", "--set", "cleanup.policy=compact,delete")
    same("altered", [value("retention.ms"), value("cleanup.policy")], ["3600000", "compact,delete"])
    moldau("configs", "alter", "--topic", TOPIC, "--delete", "retention.ms", "--subtract", "cleanup.policy=compact")
    same("deleted", [value("retention.ms"), value("cleanup.policy")], [None, "delete"])
    says("a wrong value", moldau("configs", "alter", "--topic", TOPIC, "--set", "retention.ms=soon", expect=1), "INVALID_CONFIG", "retention.ms", "soon")
    all_of_it = answer("configs", "describe", "--topic", TOPIC, "--all")
    same("defaults are among all", any(each["name"] == "segment.bytes" and each["source"] == "default" for each in all_of_it), True)
    broker = answer("topics", "describe", TOPIC)[0]["partitions"][0]["leader"]
    says("a broker's", moldau("configs", "describe", "--broker", broker, "--all"), "log.dirs")
    says("no resource", moldau("configs", "describe", expect=2), "--topic NAME")
    print("- configs")


def records():
    codecs = ["none", "gzip", "snappy", "lz4", "zstd"]
    for codec in codecs:
        lines = "".join(f"key-{n}:{codec} {n}\n" for n in range(40))
        produced = answer("produce", TOPIC, "--key-separator", ":", "--compression", codec, "--header", f"codec={codec}", stdin=lines)
        same(f"produced with {codec}", produced["records"], 40)
    moldau("produce", TOPIC, "--acks", "0", "--partition", 2, stdin="without an answer\n")
    moldau("produce", TOPIC, "--acks", "1", "--partition", 2, "--key-separator", "=", "--null-marker", "NULL", stdin="gone=NULL\n")
    read = [json.loads(line) for line in moldau("consume", TOPIC, "--from", "beginning", "--exit-at-end", "--format", "json").stdout.splitlines()]
    same("all records", len(read), 202)
    for codec in codecs:
        of = sorted(int(each["value"].split()[1]) for each in read if each["headers"] == [{"key": "codec", "value": codec}])
        same(f"values of {codec}", of, list(range(40)))
    partitions = {}
    for each in read:
        partitions.setdefault(each["key"], set()).add(each["partition"])
    same("a key has one partition", all(len(found) == 1 for key, found in partitions.items() if key), True)
    tombstone = [each for each in read if each["key"] == "gone"]
    same("a null value", [(each["value"], each["partition"]) for each in tombstone], [(None, 2)])
    for partition in range(3):
        offsets = [each["offset"] for each in read if each["partition"] == partition]
        same(f"offsets of {partition}", offsets, list(range(len(offsets))))
    same("a count", moldau("consume", TOPIC, "--from", "1", "--partition", 2, "--max", 2, "--key").stdout.count("\n"), 2)
    same("from now on", moldau("consume", TOPIC, "--from", "end", "--exit-at-end").stdout, "")
    same("from a time to come", moldau("consume", TOPIC, "--from", "@99999999999999", "--exit-at-end").stdout, "")
    same("from a time gone by", moldau("consume", TOPIC, "--from", "@1000", "--exit-at-end").stdout.count("\n"), 202)
    same("hex", moldau("consume", TOPIC, "--from", "beginning", "-p", 2, "-e", "--format", "hex").stdout.count(b"without an answer".hex()), 1)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(b"\x89PNG\r\n\xff" * 20_000)
        file.flush()
        moldau("produce", TOPIC, "--whole", "--file", file.name, "--partition", 0)
        last = json.loads(moldau("consume", TOPIC, "--from", "beginning", "-p", 0, "-e", "--format", "json").stdout.splitlines()[-1])
        same("a whole file", "valueBase64" in last and len(last["valueBase64"]), 4 * -(-140_000 // 3))
    says("a line without a key", moldau("produce", TOPIC, "-k", ":", stdin="a:b\nnothing\n", expect=1), "line 2 has no key separator")
    says("no such partition", moldau("produce", TOPIC, "-p", 9, stdin="x\n", expect=1), "no partition 9")
    says("a wrong place", moldau("consume", TOPIC, "--from", "soon", expect=2), "--from is \"soon\"")
    says("no such topic", moldau("consume", "nobody-made-this", expect=1), "UNKNOWN_TOPIC_OR_PARTITION")
    print("- produce and consume")


def groups():
    first = moldau("consume", TOPIC, "--group", GROUP, "--max", 10).stdout.count("\n")
    rest = moldau("consume", TOPIC, "--group", GROUP, "--exit-at-end").stdout.splitlines()
    whole = moldau("consume", TOPIC, "--from", "beginning", "--exit-at-end").stdout.splitlines()
    same("a group goes on where it was", [first, len(rest)], [10, len(whole) - 10])
    [described] = answer("groups", "describe", GROUP)
    same("lag", sorted(each["lag"] for each in described["offsets"]), [0, 0, 0])
    same("the list", GROUP in [each["group"] for each in answer("groups", "list")], True)
    plan = moldau("groups", "reset-offsets", GROUP, "--topic", TOPIC, "--to-earliest")
    says("a plan", plan, "--execute does it")
    same("nothing was done", sum(each["lag"] for each in answer("groups", "describe", GROUP)[0]["offsets"]), 0)
    moldau("groups", "reset-offsets", GROUP, "--topic", TOPIC + ":0", "--shift-by", -2, "--execute")
    same("two back", [each["lag"] for each in answer("groups", "describe", GROUP)[0]["offsets"]], [2, 0, 0])
    moldau("groups", "reset-offsets", GROUP, "--all-topics", "--to-earliest", "--execute")
    says("the table", moldau("groups", "describe", GROUP), "COMMITTED", "LAG")
    same("all of it again", moldau("consume", TOPIC, "--group", GROUP, "--exit-at-end").stdout.count("\n"), whole_count(whole))
    says("no way", moldau("groups", "reset-offsets", GROUP, "--all-topics", expect=2), "--to-earliest")
    with_members()
    moldau("groups", "delete", GROUP)
    says("gone", moldau("groups", "delete", GROUP, expect=1), "GROUP_ID_NOT_FOUND")
    says("no such group", moldau("groups", "describe", "nobody-is-there", expect=1), "nobody-is-there")
    print("- groups")


def whole_count(lines):
    return len(lines)


def with_members():
    """A member of somebody else's keeps the group."""
    kcat = shutil.which("kcat") or sys.exit("no kcat: run compat-tests/install first")
    member = subprocess.Popen([kcat, "-b", BOOTSTRAP, "-u", "-G", GROUP, TOPIC], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        for line in member.stderr:
            if "assigned" in line:
                break
        [described] = answer("groups", "describe", GROUP)
        same("members", [described["state"], len(described["members"])], ["Stable", 1])
        says("offsets of a group with members", moldau("groups", "reset-offsets", GROUP, "--all-topics", "--to-latest", "--execute", expect=1), "stop them first")
        says("deleting it", moldau("groups", "delete", GROUP, expect=1), "NON_EMPTY_GROUP")
    finally:
        member.terminate()
        member.wait(30)


def answering(reply):
    """A port where somebody answers who is no broker."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with peer:
                peer.recv(1000)
                peer.sendall(reply)
    threading.Thread(target=serve, daemon=True).start()
    return listener, f"127.0.0.1:{listener.getsockname()[1]}"


def kafkas_names():
    """The tools of Kafka's images, as the image has them: docker/kafka-tool under their names."""
    topic, group = TOPIC + "-kafka", GROUP + "-kafka"
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.abspath(MOLDAU), f"{folder}/moldau")
        for name in ("topics", "configs", "consumer-groups", "console-producer", "console-consumer", "broker-api-versions", "storage"):
            os.symlink(REPO / "docker/kafka-tool", f"{folder}/kafka-{name}.sh")

        def kafka(name, *arguments, stdin="", expect=0):
            done = subprocess.run([f"{folder}/kafka-{name}.sh", "--bootstrap-server", BOOTSTRAP, *map(str, arguments)], input=stdin,
                                  capture_output=True, text=True, timeout=60, env=dict(os.environ, PATH=f"{folder}:{os.environ['PATH']}"))
            if done.returncode != expect:
                sys.exit(f"FAILED: kafka-{name} {' '.join(map(str, arguments))} exited with {done.returncode}, not {expect}:\n{done.stdout}{done.stderr}")
            return done

        says("an answer", kafka("broker-api-versions"), "answers")
        kafka("topics", "--create", "--topic", topic, "--partitions", 2, "--replication-factor", 1, "--config", "retention.ms=86400000",
              "--config", "cleanup.policy=delete")
        kafka("topics", "--create", "--if-not-exists", f"--topic={topic}")
        says("creating it again", kafka("topics", "--create", "--topic", topic, expect=1), "TOPIC_ALREADY_EXISTS")
        same("the list", topic in kafka("topics", "--list").stdout.splitlines(), True)
        kafka("topics", "--alter", "--topic", topic, "--partitions", 3)
        same("partitions", kafka("topics", "--describe", "--topic", topic).stdout.count(topic), 3)

        kafka("console-producer", "--topic", topic, "--property", "parse.key=true", "--property", "key.separator=:", "--compression-codec", "zstd",
              "--request-required-acks", -1, stdin="".join(f"k{n}:v{n}\n" for n in range(20)))
        read = kafka("console-consumer", "--topic", topic, "--from-beginning", "--max-messages", 20, "--property", "print.key=true").stdout
        same("records", sorted(read.splitlines()), sorted(f"k{n}\tv{n}" for n in range(20)))
        read = kafka("console-consumer", "--topic", topic, "--group", group, "--from-beginning", "--timeout-ms", 700).stdout
        same("records of a group, until none came", len(read.splitlines()), 20)
        same("groups", group in kafka("consumer-groups", "--list").stdout.splitlines(), True)
        says("all groups", kafka("consumer-groups", "--describe", "--all-groups"), group, topic)
        kafka("consumer-groups", "--reset-offsets", "--group", group, "--topic", topic, "--to-earliest", "--execute")
        same("lag", sum(each["lag"] for each in answer("groups", "describe", group)[0]["offsets"]), 20)
        kafka("consumer-groups", "--delete", "--group", group)

        kafka("configs", "--alter", "--entity-type", "topics", "--entity-name", topic, "--add-config",
              "segment.ms=60000,cleanup.policy=[compact,delete],retention.ms=5000")
        configs_of = {each["name"]: each["value"] for each in answer("configs", "describe", "--topic", topic)}
        same("configs", [configs_of[name] for name in ("segment.ms", "cleanup.policy", "retention.ms")], ["60000", "compact,delete", "5000"])
        kafka("configs", "--alter", "--topic", topic, "--delete-config", "segment.ms,retention.ms")
        says("what is left", kafka("configs", "--describe", "--entity-type", "topics", "--entity-name", topic), "compact,delete")

        says("an option that is not there", kafka("topics", "--list", "--zookeeper", "x", expect=1), "--zookeeper is not supported here")
        says("a pattern", kafka("topics", "--describe", "--topic", "a.*|b", expect=1), "patterns are not supported")
        says("two things at once", kafka("topics", "--create", "--delete", "--topic", topic, expect=1), "exactly one of these")
        says("no value", kafka("topics", "--create", "--topic", expect=1), "--topic needs a value")
        says("a property that is not there", kafka("console-consumer", "--topic", topic, "--property", "print.timestamp=true", expect=1), "print.timestamp")
        says("users", kafka("configs", "--describe", "--entity-type", "users", "--entity-name", "x", expect=1), "users is not supported here")
        says("another tool", kafka("storage", "random-uuid", expect=1), "no tool of this name")
        kafka("topics", "--delete", "--topic", topic)
        same("it is gone", topic in kafka("topics", "--list").stdout.splitlines(), False)
    print("- Kafka's tools by their names")


def doctor():
    says("a healthy broker", moldau("doctor", "--round-trip"), "answers", "all with a leader", "round trip: a record", "0 failed")
    same("its verdicts", {each["verdict"] for each in answer("doctor")} <= {"ok", "warn"}, True)
    says("no name", moldau("doctor", expect=1, bootstrap="no-such-host.invalid:9092"), "does not resolve", "/etc/hosts")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    says("nobody there", moldau("doctor", expect=1, bootstrap=f"127.0.0.1:{port}"), "refused", "is the broker running there")
    listener, address = answering(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    says("HTTP", moldau("doctor", expect=1, bootstrap=address), "HTTP is spoken there")
    says("HTTP for others", moldau("topics", "list", expect=1, bootstrap=address), "speaks HTTP, not Kafka")
    listener.close()
    listener, address = answering(b"\x15\x03\x03\x00\x02\x02\x46")
    says("TLS", moldau("doctor", expect=1, bootstrap=address), "TLS is spoken there")
    listener.close()
    says("no address", moldau("doctor", expect=2, bootstrap="localhost"), "host:port")
    print("- doctor")


def why():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = f"127.0.0.1:{taken.getsockname()[1]}"
    says("no endpoint", moldau("why", "group", "g", "--http-server", server, expect=1), "refused", server, "moldau.http.listeners")
    listener, server = answering(b"\0\0\0\x04\0\0\0\1")
    says("Kafka", moldau("why", "group", "g", "--http-server", server, expect=1), "does not speak HTTP")
    listener.close()
    says("no partition", moldau("why", "partition", "topic", expect=2), '"topic" is no partition', "TOPIC:N")
    says("no name", moldau("why", "transaction", expect=2), "TRANSACTIONAL_ID")
    print("- why")


def shells():
    for shell in ("bash", "zsh", "fish"):
        script = moldau("completion", shell).stdout
        says(f"completion of {shell}", moldau("completion", shell), "reset-offsets", "isolation", "http-server", "moldau")
        if shutil.which(shell):
            subprocess.run([shell, "-n", "/dev/stdin"], input=script, text=True, check=True, timeout=30)
    script = moldau("completion", "bash").stdout
    test = script + '\nCOMP_WORDS=(moldau topics cr); COMP_CWORD=2; _moldau; echo "${COMPREPLY[@]}"\n'
    same("bash completes", subprocess.run(["bash"], input=test, capture_output=True, text=True, check=True, timeout=30).stdout.strip(), "create")
    print("- completion")


def usage():
    for command in ("topics", "configs", "groups", "produce", "consume", "doctor", "why", "completion", "decode", "encode"):
        says(f"help of {command}", moldau(command, "--help"), f"moldau {command}", "Examples:")
    says("an unknown option", moldau("topics", "list", "--nonsense", expect=2), "--nonsense")
    says("a wrong codec", moldau("produce", TOPIC, "--compression", "rar", expect=2), "rar")
    print("- usage")


usage()
topics()
configs()
records()
groups()
kafkas_names()
doctor()
why()
shells()
moldau("topics", "delete", TOPIC)
says("deleting it again", moldau("topics", "delete", TOPIC, expect=1), "UNKNOWN_TOPIC_OR_PARTITION")
moldau("topics", "delete", TOPIC, "--if-exists")
