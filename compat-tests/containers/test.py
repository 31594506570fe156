#!/usr/bin/env python3
"""The image and the compose files of docker/, with a real container engine. Not part of run-all, as a plain machine has none.

    containers/test.py [IMAGE]     needs `docker` (or podman under that name) with `docker compose`, kcat, java and mvn

IMAGE is localhost/moldau unless given: docker build -f docker/Dockerfile -t moldau . Fails where anything is missing.
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
DOCKER = HERE.parent.parent / "docker"
JARS = HERE.parent.parent / "build/compat-tests/testcontainers"
IMAGE = sys.argv[1] if len(sys.argv) > 1 else "localhost/moldau"
DEMO = "localhost/moldau-demo"
BASE = "docker.io/library/debian:bookworm-slim"
MAX_BYTES_OVER_BASE = 60 * 1024 * 1024
HEALTHY_WITHIN_S = 1.0
PORT = 9092
LINE = "Transitioning from RECOVERY to RUNNING"


def run(*command, stdin="", check=True, limit_s=60, **environment):
    done = subprocess.run(command, input=stdin, text=True, capture_output=True, timeout=limit_s,
                          env=dict(os.environ, IMAGE=IMAGE, **environment))
    assert not check or done.returncode == 0, f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout if check else done.stdout + done.stderr


def docker(*arguments, **how):
    return run("docker", *arguments, **how)


def eventually(what, limit_s=20):
    deadline = time.monotonic() + limit_s
    while True:
        try:
            return what()
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {limit_s} s: {error}") from error
            time.sleep(0.05)


class Container:
    """One broker, published on the port that it has inside."""

    def __init__(self, *options, command=()):
        self.id = docker("run", "-d", "-p", f"{PORT}:9092", *options, IMAGE, *command).strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        docker("rm", "-f", "-v", self.id)

    def log(self):
        return docker("logs", self.id, check=False)

    def wait(self):
        def running():
            assert LINE in self.log(), self.log()
        eventually(running)
        return self


def round_trip(bootstrap, topic="t", text="hello"):
    run("kcat", "-b", bootstrap, "-P", "-t", topic, stdin=text + "\n", limit_s=20)
    assert text in read(bootstrap, topic)


def read(bootstrap, topic="t"):
    return run("kcat", "-b", bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q", limit_s=20)


def answered_brokers(bootstrap):
    return [broker["name"] for broker in json.loads(run("kcat", "-b", bootstrap, "-L", "-J"))["brokers"]]


def size_is_small():
    sizes = [int(docker("image", "inspect", "--format", "{{.Size}}", image)) for image in (IMAGE, BASE)]
    over = sizes[0] - sizes[1]
    print(f"  {over / 1024 / 1024:.1f} MiB over {BASE}")
    assert over < MAX_BYTES_OVER_BASE, over


def runs_without_anything_and_is_healthy_at_once():
    with Container() as broker:
        began = time.monotonic()

        def ready():
            docker("exec", broker.id, "/etc/kafka/docker/healthy")
        eventually(ready)
        took = time.monotonic() - began
        print(f"  healthy after {took:.2f} s")
        assert took < HEALTHY_WITHIN_S, took
        assert docker("exec", broker.id, "id", "-u").strip() == "1000"
        assert docker("inspect", "--format", "{{json .Config.Healthcheck}}", broker.id).strip() != "null"
        round_trip(f"127.0.0.1:{PORT}")


def tells_those_who_come_by_the_gateway_localhost_and_neighbours_its_address():
    with Container() as broker:
        broker.wait()
        assert answered_brokers("127.0.0.1:9092") == ["localhost:9092"]
        address = docker("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", broker.id).strip()
        told = docker("run", "--rm", DEMO, f"kcat -b {address}:9092 -L")
        assert f"at {address}:9092" in told, told


def stops_in_order_and_keeps_its_volume():
    volume = docker("volume", "create").strip()
    try:
        for text in ("first", "second"):
            with Container("-v", f"{volume}:/var/lib/kafka/data") as broker:
                broker.wait()
                round_trip(f"127.0.0.1:{PORT}", text=text)
                began = time.monotonic()
                docker("stop", "-t", "10", broker.id)
                assert time.monotonic() - began < 5 and "shut down cleanly" in broker.log(), broker.log()
        with Container("-v", f"{volume}:/var/lib/kafka/data") as broker:
            broker.wait()
            assert read(f"127.0.0.1:{PORT}").split() == ["first", "second"]
    finally:
        docker("volume", "rm", "-f", volume)


def reads_a_mounted_file_below_the_environment_below_arguments():
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        (folder / "server.properties").write_text("node.id=5\nnum.partitions=5\ndefault.replication.factor=1\n")
        with Container("-v", f"{folder}:/mnt/shared/config", "-e", "KAFKA_NUM_PARTITIONS=3", "-e", "KAFKA_NODE_ID=6",
                       command=("/etc/kafka/docker/run", "KAFKA_NODE_ID=7")) as broker:
            broker.wait()
            assert "node.id=7" in broker.log(), broker.log()
            run("kcat", "-b", f"127.0.0.1:{PORT}", "-P", "-t", "made", stdin="x\n")
            topics = json.loads(run("kcat", "-b", f"127.0.0.1:{PORT}", "-L", "-J"))["topics"]
            assert [len(topic["partitions"]) for topic in topics if topic["topic"] == "made"] == [3], topics
    finally:
        shutil.rmtree(folder)


def takes_credentials_from_the_volume_of_secrets():
    with Container("-e", "KAFKA_SSL_KEYSTORE_CREDENTIALS=nowhere") as broker:
        def ended():
            assert docker("inspect", "--format", "{{.State.Running}}", broker.id).strip() == "false"
        eventually(ended)
        assert "there is no readable file /etc/kafka/secrets/nowhere" in broker.log(), broker.log()


# A compose file for apache/kafka as people have it, and one for confluentinc/cp-kafka; only the image is another one.
APACHE = {"KAFKA_NODE_ID": "1", "KAFKA_PROCESS_ROLES": "broker,controller", "CLUSTER_ID": "4L6g3nShT-eMCtK--X86sw",
          "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,PLAINTEXT_HOST:PLAINTEXT",
          "KAFKA_LISTENERS": "CONTROLLER://:29093,PLAINTEXT_HOST://:9092,PLAINTEXT://:19092",
          "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT_HOST://localhost:9092,PLAINTEXT://broker:19092",
          "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@broker:29093", "KAFKA_INTER_BROKER_LISTENER_NAME": "PLAINTEXT",
          "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER", "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
          "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1", "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
          "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR": "1", "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
          "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR": "1", "KAFKA_LOG_DIRS": "/tmp/kraft-combined-logs"}
CONFLUENT = {"KAFKA_BROKER_ID": "1", "KAFKA_ZOOKEEPER_CONNECT": "zookeeper:2181",
             "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,PLAINTEXT_INTERNAL:PLAINTEXT",
             "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://localhost:9092,PLAINTEXT_INTERNAL://broker:29092",
             "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1", "KAFKA_JMX_PORT": "9101", "KAFKA_JMX_HOSTNAME": "localhost",
             "KAFKA_HEAP_OPTS": "-Xmx512M", "KAFKA_LOG4J_ROOT_LOGLEVEL": "WARN"}


def takes_the_place_of_kafkas_images():
    for environment in (APACHE, CONFLUENT):
        options = [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
        with Container("--hostname", "broker", *options) as broker:
            broker.wait()
            round_trip("localhost:9092")
            assert answered_brokers("localhost:9092") == ["localhost:9092"]
            if "CLUSTER_ID" in environment:
                assert f"cluster={environment['CLUSTER_ID']}" in broker.log(), broker.log()


def has_kafkas_tools_by_their_names():
    with Container() as broker:
        broker.wait()
        tool = ("exec", broker.id, "/opt/kafka/bin/kafka-topics.sh", "--bootstrap-server", "localhost:9092")
        docker(*tool, "--create", "--topic", "made", "--partitions", "3", "--replication-factor", "1")
        assert "made" in docker(*tool, "--list").split()
        docker("exec", "-i", broker.id, "kafka-console-producer", "--bootstrap-server", "localhost:9092", "--topic", "made", stdin="hello\n")
        got = docker("exec", broker.id, "kafka-console-consumer", "--bootstrap-server", "localhost:9092", "--topic", "made",
                     "--from-beginning", "--max-messages", "1")
        assert got == "hello\n", got
        docker("exec", broker.id, "/opt/kafka/bin/kafka-broker-api-versions.sh", "--bootstrap-server", "localhost:9092")


class Compose:
    def __init__(self, file, *profiles):
        self.base = ["compose", "-p", "moldau-test", "-f", str(DOCKER / file)]
        self.options = [word for profile in profiles for word in ("--profile", profile)]

    def __enter__(self):
        docker(*self.base, *self.options, "up", "-d", "--no-build", limit_s=120)
        return self

    def __exit__(self, *_):
        docker(*self.base, *self.options, "down", "-v", check=False, limit_s=120)

    def log(self, service):
        return docker(*self.base, *self.options, "logs", service, check=False)


def compose_with_one_listener_serves():
    with Compose("compose.yml"):
        eventually(lambda: round_trip("localhost:9092"))


def compose_with_two_listeners_serves_both_sides():
    with Compose("compose.two-listeners.yml", "demo") as demo:
        eventually(lambda: round_trip("localhost:9092", topic="demo", text="1000000:from outside"))
        assert answered_brokers("localhost:9092") == ["localhost:9092"]

        def consumed():
            log = demo.log("consumer")
            assert "it is" in log and "from outside" in log, log + demo.log("producer")
        eventually(consumed, 40)
        assert "it is" in read("localhost:9092", "demo")


def metrics_can_be_scraped_where_compose_says():
    with Compose("compose.two-listeners.yml"):
        def scraped():
            name = docker("ps", "--filter", "name=moldau-test", "--format", "{{.Names}}").split()[0]
            address = docker("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", name).strip()
            with urllib.request.urlopen(f"http://{address}:9404/metrics", timeout=5) as answer:
                assert b"moldau_" in answer.read()
        eventually(scraped)


class Engine:
    """What speaks the engine's API: Docker's daemon, or podman's service, started here."""

    def __enter__(self):
        self.service = None
        if "podman" not in docker("--version"):
            return dict(os.environ)
        self.folder = tempfile.mkdtemp()
        path = f"{self.folder}/engine.sock"
        self.service = subprocess.Popen(["podman", "system", "service", "--time=0", f"unix://{path}"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def answers():
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(path)
        eventually(answers)
        return dict(os.environ, DOCKER_HOST=f"unix://{path}", TESTCONTAINERS_HOST_OVERRIDE="127.0.0.1",
                    TESTCONTAINERS_RYUK_DISABLED="true")  # its image would have to be pulled

    def __exit__(self, *_):
        if self.service:
            self.service.terminate()
            self.service.wait()
            shutil.rmtree(self.folder)


def testcontainers_takes_it_as_a_compatible_substitute():
    if not JARS.exists():
        run("mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), f"-DoutputDirectory={JARS}", "dependency:copy-dependencies", limit_s=300)
    classes = tempfile.mkdtemp()
    try:
        run("javac", "-d", classes, "-cp", f"{JARS}/*", str(HERE / "Testcontainers.java"))
        with Engine() as environment:
            print(run("java", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", f"{classes}:{JARS}/*", "Testcontainers",
                      IMAGE, DEMO, limit_s=240, **environment), end="")
    finally:
        shutil.rmtree(classes)


def main():
    for tool in ("docker", "kcat", "java", "mvn"):
        if not shutil.which(tool):
            sys.exit(f"there is no {tool} on this machine")
    docker("image", "inspect", IMAGE)
    docker("build", "-q", "-t", "moldau-demo", str(DOCKER / "demo"), limit_s=300)
    chosen = os.environ.get("ONLY", "")
    for test in (size_is_small, runs_without_anything_and_is_healthy_at_once,
                 tells_those_who_come_by_the_gateway_localhost_and_neighbours_its_address, stops_in_order_and_keeps_its_volume,
                 reads_a_mounted_file_below_the_environment_below_arguments, takes_credentials_from_the_volume_of_secrets,
                 takes_the_place_of_kafkas_images, has_kafkas_tools_by_their_names, compose_with_one_listener_serves,
                 compose_with_two_listeners_serves_both_sides, metrics_can_be_scraped_where_compose_says,
                 testcontainers_takes_it_as_a_compatible_substitute):
        if chosen in test.__name__:
            print(test.__name__.replace("_", " "), flush=True)
            test()
    print("all passed")


main()
