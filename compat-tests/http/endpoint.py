#!/usr/bin/env python3
"""The HTTP endpoint, read with Prometheus' own parser and moved by a real client; then those who mean no good."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from prometheus_client.parser import text_string_to_metric_families

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import program  # noqa: E402

CLASSES = HERE.parent.parent / "build/compat-tests/http"
DOCUMENTED = set(re.findall(r"^\| `(\w+)`", (HERE.parent.parent / "docs/metrics.md").read_text(), re.MULTILINE))
RECORDS = 300
TIMEOUT_MS = 1500


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Broker:
    def __init__(self):
        self.folder = tempfile.mkdtemp()
        self.port, self.http = free_port(), free_port()
        self.log = open(f"{self.folder}/log", "w+")
        settings = [f"listeners=PLAINTEXT://127.0.0.1:{self.port}", f"log.dirs={self.folder}/data", "num.partitions=2",
                    f"moldau.http.listeners=http://127.0.0.1:{self.http}", f"moldau.http.timeout.ms={TIMEOUT_MS}",
                    "moldau.http.max.connections=20", "group.initial.rebalance.delay.ms=0", "log.cleaner.backoff.ms=100"]
        self.process = subprocess.Popen([os.environ["MOLDAU"]] + [word for each in settings for word in ("--override", each)],
                                        stderr=self.log)
        self.eventually(lambda: self.get("/health/ready")[0] == 200)

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(10) == 0
        shutil.rmtree(self.folder)

    def eventually(self, holds, limit_s=10):
        deadline = time.monotonic() + limit_s
        while True:
            try:
                if holds():
                    return
            except OSError:
                pass
            assert time.monotonic() < deadline and self.process.poll() is None, self.read_log()
            time.sleep(0.02)

    def read_log(self):
        return pathlib.Path(self.log.name).read_text()

    def get(self, path, method="GET", data=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.http}{path}", method=method, data=data)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def json(self, path):
        status, headers, body = self.get(path)
        assert status == 200 and headers["Content-Type"] == "application/json", (path, status)
        return json.loads(body)

    def metrics(self):
        """Samples by name and labels."""
        status, headers, body = self.get("/metrics")
        assert status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4"), headers
        families = list(text_string_to_metric_families(body.decode()))
        named = {family.name + ("_total" if family.type == "counter" else "") for family in families}
        assert named <= DOCUMENTED, f"not documented: {named - DOCUMENTED}"
        assert all(family.documentation and family.type != "unknown" for family in families)
        self.families = named
        samples = [(sample.name, tuple(sorted(sample.labels.items())), sample.value) for family in families for sample in family.samples]
        assert len({sample[:2] for sample in samples}) == len(samples), "a series is there twice"
        return {sample[:2]: sample[2] for sample in samples}


def series(name, **labels):
    return name, tuple(sorted(labels.items()))


def counts_what_a_client_does(broker):
    producer = Producer({"bootstrap.servers": f"127.0.0.1:{broker.port}", "acks": "all"})
    for i in range(RECORDS):
        producer.produce("counted", key=str(i), value="x" * 100, partition=i % 2)
    assert producer.flush(20) == 0
    consumer = Consumer({"bootstrap.servers": f"127.0.0.1:{broker.port}", "group.id": "g \"1\"", "auto.offset.reset": "earliest",
                         "enable.auto.commit": False})
    consumer.subscribe(["counted"])
    seen = 0
    while seen < RECORDS:
        message = consumer.poll(10)
        assert message and not message.error(), message and message.error()
        seen += 1
    consumer.commit(offsets=[TopicPartition("counted", 0, 100)], asynchronous=False)

    samples = broker.metrics()
    assert samples[series("moldau_request_duration_seconds_count", api="Produce")] >= 1
    assert samples[series("moldau_request_duration_seconds_bucket", api="Produce", le="+Inf")] == \
        samples[series("moldau_request_duration_seconds_count", api="Produce")]
    assert samples[series("moldau_request_bytes_total", api="Produce")] >= RECORDS * 100 / 2
    assert samples[series("moldau_response_bytes_total", api="Fetch")] > 0
    assert samples[series("moldau_fsync_duration_seconds_count")] >= 1
    for partition in "01":
        assert samples[series("moldau_log_end_offset", topic="counted", partition=partition)] == RECORDS / 2
        assert samples[series("moldau_log_size_bytes", topic="counted", partition=partition)] > 1000
    assert samples[series("moldau_group_lag", group='g "1"', topic="counted", partition="0")] == RECORDS / 2 - 100
    assert samples[series("moldau_group_members", group='g "1"')] == 1
    assert samples[series("moldau_groups", state="Stable")] == 1
    assert samples[series("moldau_group_rebalances_total")] >= 1
    clients = {labels: value for (name, labels), value in samples.items() if name == "moldau_connections"}
    assert any(("software", "confluent-kafka-python") in labels or ("software", "librdkafka") in labels for labels in clients), clients
    assert samples[series("moldau_offline_partitions")] == 0
    assert samples[series("process_resident_memory_bytes")] > 1_000_000
    assert DOCUMENTED - broker.families == set(), f"documented and not there: {DOCUMENTED - broker.families}"

    topics = broker.json("/api/topics")["topics"]
    assert [topic["partitions"] for topic in topics if topic["name"] == "counted"] == [2], topics
    ends = [each["log_end_offset"] for each in broker.json("/api/partitions")["partitions"] if each["topic"] == "counted"]
    assert ends == [RECORDS / 2] * 2, ends
    group = broker.json("/api/groups/g%20%221%22")
    assert group["state"] == "Stable" and group["lag"] == RECORDS / 2 - 100, group
    assert broker.json("/api/groups")["groups"] == [group]
    assert any(each["software_name"] for each in broker.json("/api/connections")["connections"])
    configs = {each["name"]: each for each in broker.json("/api/configs")["configs"]}
    assert configs["num.partitions"]["value"] == "2" and configs["ssl.keystore.password"]["value"] is None
    consumer.close()


def tells_what_the_cleaner_does(broker):
    admin = AdminClient({"bootstrap.servers": f"127.0.0.1:{broker.port}"})
    configs = {"cleanup.policy": "compact", "segment.ms": "1", "min.cleanable.dirty.ratio": "0.01"}
    for future in admin.create_topics([NewTopic("compacted", 1, 1, config=configs)]).values():
        future.result(10)
    producer = Producer({"bootstrap.servers": f"127.0.0.1:{broker.port}", "acks": "all"})
    for i in range(10):  # a segment each
        producer.produce("compacted", key="the same", value=f"{i}" * 100)
        assert producer.flush(20) == 0
    broker.eventually(lambda: broker.metrics()[series("moldau_cleaner_duration_seconds_count")] > 0)
    broker.eventually(lambda: broker.metrics()[series("moldau_cleaner_due_partitions")] == 0)
    samples = broker.metrics()
    assert samples[series("moldau_cleaner_threads")] == 1 and samples[series("moldau_cleaner_running")] == 0
    assert samples[series("moldau_cleaner_read_bytes_total")] > samples[series("moldau_cleaner_written_bytes_total")] > 0
    assert abs(time.time() - samples[series("moldau_cleaner_last_look_time_seconds")]) < 10
    assert samples[series("moldau_cleaner_uncleanable_partitions", directory=f"{broker.folder}/data")] == 0


def tells_health_and_what_there_is(broker):
    assert broker.get("/health/live")[::2] == (200, b"alive\n")
    assert broker.get("/health/ready?x=1")[::2] == (200, b"ready\n")
    assert broker.get("/nothing")[0] == 404 and b"/metrics" in broker.get("/")[2]
    assert broker.get("/api/groups/none")[0] == 404
    assert broker.get("/metrics", method="HEAD")[0] == 200
    assert broker.get("/metrics", method="POST", data=b"")[0] == 405
    assert broker.get("/metrics", method="DELETE")[0] == 405


CONSUMER = """
import sys
from confluent_kafka import Consumer
consumer = Consumer({"bootstrap.servers": sys.argv[1], "group.id": "why", "client.id": sys.argv[2], "session.timeout.ms": 6000,
                     "heartbeat.interval.ms": 500})
consumer.subscribe(["counted"], on_assign=lambda *_: print("assigned", flush=True))
while True:
    consumer.poll(0.1)
"""


def why(broker, what, name, *options, expect=0):
    done = subprocess.run([os.environ["MOLDAU"], "why", what, name, "--http-server", f"127.0.0.1:{broker.http}", *options],
                          capture_output=True, text=True, timeout=30)
    assert done.returncode == expect, (done.returncode, done.stdout, done.stderr)
    return done


def causes(broker, what, name):
    told = json.loads(why(broker, what, name, "--json").stdout)
    return [(event["event"], event["cause"]) for event in told["events"]]


def tells_why_a_group_rebalanced(broker):
    consumers = {name: subprocess.Popen([sys.executable, "-c", CONSUMER, f"127.0.0.1:{broker.port}", name], stdout=subprocess.PIPE, text=True)
                 for name in ("steady", "killed")}
    try:
        for consumer in consumers.values():
            assert consumer.stdout.readline() == "assigned\n"
        consumers["killed"].kill()
        broker.eventually(lambda: any(event == "member-removed" for event, _ in causes(broker, "group", "why")), limit_s=20)
        broker.eventually(lambda: causes(broker, "group", "why")[-1][0] == "assigned", limit_s=20)
        events = causes(broker, "group", "why")
        [removed] = [cause for event, cause in events if event == "member-removed"]
        missed = re.search(r"client killed at /127\.0\.0\.1 missed its heartbeat: the last one is (\d+) ms ago, "
                           r"(\d+) ms more than session\.timeout\.ms=6000", removed)
        assert missed and int(missed[1]) - int(missed[2]) == 6000 and int(missed[2]) < 2000, removed
        assert any(event == "rebalance" and "of client killed at /127.0.0.1 missed its heartbeat" in cause for event, cause in events), events
        assert any(event == "member-joined" and "client steady" in cause and "topics counted" in cause for event, cause in events), events
        table = why(broker, "group", "why").stdout
        assert table.startswith("TIME") and "member-removed" in table, table
    finally:
        for consumer in consumers.values():
            consumer.terminate()
            consumer.wait(10)
    broker.eventually(lambda: causes(broker, "group", "why")[-1][0] == "empty", limit_s=20)
    assert "client steady" in [cause for event, cause in causes(broker, "group", "why") if event in ("member-left", "member-removed")][-1]
    assert broker.json("/api/groups/why/events")["exists"] is True
    assert "knows no group" in why(broker, "group", "nobody", expect=1).stderr
    assert broker.get("/api/groups/nobody/events")[0] == 404


def tells_what_became_of_a_transaction(broker):
    def producer(client):
        made = Producer({"bootstrap.servers": f"127.0.0.1:{broker.port}", "transactional.id": "why", "client.id": client})
        made.init_transactions(10)
        return made
    first = producer("first")
    first.begin_transaction()
    first.produce("counted", "x", partition=0)
    first.commit_transaction(10)
    broker.eventually(lambda: causes(broker, "transaction", "why")[-1][0] == "committed")
    first.begin_transaction()
    first.produce("counted", "x", partition=1)
    assert first.flush(10) == 0
    broker.eventually(lambda: 0 < broker.metrics()[series("moldau_transaction_oldest_open_seconds")] < 60)
    assert broker.metrics()[series("moldau_transactional_ids", state="Ongoing")] == 1
    producer("second")
    broker.eventually(lambda: causes(broker, "transaction", "why")[-1][0] == "initialized")
    try:
        first.commit_transaction(10)
        raise AssertionError("the first producer is not fenced")
    except KafkaException as error:
        assert error.args[0].fatal(), error
    samples = broker.metrics()
    assert samples[series("moldau_transactional_ids", state="Empty")] == 1 and samples[series("moldau_transactional_ids", state="Ongoing")] == 0
    assert samples[series("moldau_transactions_total", result="commit")] == samples[series("moldau_transactions_total", result="abort")] == 1
    assert samples[series("moldau_transactions_timed_out_total")] == samples[series("moldau_transaction_oldest_open_seconds")] == 0
    assert 0 < samples[series("moldau_event_memory_bytes")] < samples[series("moldau_event_memory_limit_bytes")] == 8388608
    events = causes(broker, "transaction", "why")
    assert [event for event, _ in events] == ["initialized", "begun", "prepare-commit", "committed", "begun", "prepare-abort", "aborted",
                                              "initialized", "producer-fenced"], events
    assert re.fullmatch(r"(Produce|AddPartitionsToTxn) of client first at /127\.0\.0\.1: counted-0 by producer \d+ epoch \d+", events[1][1]), events
    assert "client first at /127.0.0.1" in events[2][1], events
    assert "InitProducerId of client second at /127.0.0.1" in events[5][1], events
    assert "EndTxn of client first at /127.0.0.1" in events[8][1] and "is fenced" in events[8][1], events


def tells_what_happened_to_a_partition(broker):
    [(event, cause)] = causes(broker, "partition", "counted:1")
    assert event == "created" and re.search(r"by Metadata of client \S+ at /127\.0\.0\.1, in /.*, with leader epoch 0", cause), cause
    admin = AdminClient({"bootstrap.servers": f"127.0.0.1:{broker.port}", "client.id": "admin"})
    for future in admin.delete_records([TopicPartition("counted", 0, 20)]).values():
        future.result(10)
    assert causes(broker, "partition", "counted-0")[-1] == ("log-start-moved", "from 0 to 20, by DeleteRecords")
    for future in admin.delete_topics(["counted"]).values():
        future.result(10)
    told = why(broker, "partition", "counted-0")
    assert "it is gone now" in told.stderr, (told.stdout, told.stderr)
    assert causes(broker, "partition", "counted-0")[-1] == ("deleted", "by DeleteTopics of client admin at /127.0.0.1"), told.stdout
    assert "knows no partition" in why(broker, "partition", "counted:7", expect=1).stderr


def tells_why_connections_and_log_directories_went(broker):
    with socket.create_connection(("127.0.0.1", broker.port), timeout=10) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
        drain(stranger)
    broker.eventually(lambda: any(event == "connection-refused" and "HTTP" in cause for event, cause in causes(broker, "client", "127.0.0.1")))
    AdminClient({"bootstrap.servers": f"127.0.0.1:{broker.port}"}).list_topics(timeout=10)
    broker.eventually(lambda: any(event == "connection-closed" and re.fullmatch(r"a connection of \S+ \S+ at listener PLAINTEXT: by the client", cause)
                                  for event, cause in causes(broker, "client", "127.0.0.1")))
    assert "knows no client" in why(broker, "client", "192.0.2.1", expect=1).stderr
    folder = f"{broker.folder}/data"
    assert causes(broker, "log-directory", folder) == [("opened", "no partition is in it")]
    assert "knows no log-directory" in why(broker, "log-directory", "/nowhere", expect=1).stderr


def connect(broker, first=b""):
    connection = socket.create_connection(("127.0.0.1", broker.http), timeout=10)
    connection.sendall(first)
    return connection


def drain(connection):
    """All that comes until the other side ends it."""
    got = b""
    try:
        while part := connection.recv(65536):
            got += part
    except ConnectionResetError:
        pass
    return got


def has_what_clients_push(broker):
    command = program.java("Telemetry", f"127.0.0.1:{broker.port}", classes=CLASSES, log_level="error")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as clients:
        try:
            producer, consumer = clients.stdout.readline().split()

            def pushed(metric, client, instance):  # of a topic as well, perhaps
                return max((value for (name, labels), value in broker.metrics().items() if name == "moldau_client_metric" and
                           {("metric", f"org.apache.kafka.{metric}"), ("client_id", client), ("client_instance_id", instance)} <= set(labels)), default=0)
            broker.eventually(lambda: pushed("producer.record.send.total", "pushing-producer", producer) == 100, 30)
            broker.eventually(lambda: pushed("consumer.fetch.manager.records.consumed.total", "pushing-consumer", consumer) == 100, 30)
            samples = broker.metrics()
            assert not any(("client_instance_id", "") in labels for _, labels in samples)
            series_of_clients = [labels for name, labels in samples if name == "moldau_client_metric"]
            assert len(series_of_clients) == samples[series("moldau_client_metrics")], len(series_of_clients)
            assert samples[series("moldau_client_metrics_bytes")] > 0
            assert any(("group_id", "telemetry") in labels for labels in series_of_clients), series_of_clients[:3]
        finally:
            clients.stdin.close()
            clients.kill()
    # Who is silent for three intervals is forgotten.
    broker.eventually(lambda: broker.metrics()[series("moldau_client_metrics")] == 0)


def keeps_a_connection(broker):
    connection = connect(broker, b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n" * 3)
    connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert drain(connection).count(b"200 OK") == 4


def bounds_those_who_mean_no_good(broker):
    # A byte now and then, and not even one: both end in time.
    began = time.monotonic()
    silent, slow = connect(broker), connect(broker, b"GET /metrics HTTP/1.1\r\n")
    while time.monotonic() - began < 10:
        try:
            slow.sendall(b"X")
            time.sleep(0.1)
        except OSError:
            break
    assert drain(silent) == b""
    assert time.monotonic() - began < 2 * TIMEOUT_MS / 1000 + 1, "slow clients are not cut off"
    for bad in (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 50_000 + b"\r\n",
                b"GET / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\xff\xfe\r\n\r\n",
                b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n"):
        try:
            connection = connect(broker, bad)
        except OSError:
            continue
        answer = drain(connection)
        assert not answer or answer.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400", b"HTTP/1.1 405")), answer[:100]
    # Kafka's protocol and TLS are called by their names.
    assert drain(connect(broker, b"\x00\x00\x00\x0a\x00\x12\x00\x00\x00\x00\x00\x00\xff\xff")) == b""
    assert drain(connect(broker, b"\x16\x03\x01\x00\x05hello")) == b""
    crowd = []
    for _ in range(30):
        crowd.append(connect(broker))
    assert sum(1 for each in crowd[20:] if drain(each) == b"") == 10
    for each in crowd:
        each.close()
    broker.eventually(lambda: broker.get("/health/live")[0] == 200)
    refused = [cause for event, cause in causes(broker, "client", "127.0.0.1") if event == "connection-refused"]
    for reason in ("a request of the Kafka protocol came", "a TLS handshake came", "a bad HTTP request", "moldau.http.max.connections=20 reached"):
        assert any(cause.startswith(f"a connection at moldau.http.listeners: {reason}") for cause in refused), (reason, refused)


def names_strangers_on_the_brokers_port(broker):
    with socket.create_connection(("127.0.0.1", broker.port), timeout=5) as browser:
        browser.sendall(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = drain(browser)
    assert answer.startswith(b"HTTP/1.1 400") and b"moldau.http.listeners" in answer, answer
    assert "an HTTP request came to listener PLAINTEXT" in broker.read_log()


def main():
    broker = Broker()
    try:
        for test in (counts_what_a_client_does, tells_what_the_cleaner_does, tells_health_and_what_there_is,
                     tells_why_a_group_rebalanced, tells_what_became_of_a_transaction,
                     tells_what_happened_to_a_partition, has_what_clients_push,
                     tells_why_connections_and_log_directories_went, keeps_a_connection, names_strangers_on_the_brokers_port,
                     bounds_those_who_mean_no_good):
            print("-", test.__name__.replace("_", " "), flush=True)
            test(broker)
    except AssertionError:
        print(broker.read_log()[-3000:], file=sys.stderr)
        raise
    finally:
        broker.close()


main()
