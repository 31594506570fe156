"""What is measured: moldau, the reference, and the limit. One of them runs at a time, each in a folder of its own."""
import atexit
import base64
import dataclasses
import functools
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from harness import wire
from harness.process import Failed, Process, free_port, run
from harness.settings import ROOT, Settings

START_LIMIT_S = 120
NEVER = 2**63 - 1
# What is produced has an old timestamp, and must not be removed for it.
COMMON = ["offsets.topic.replication.factor=1", "group.initial.rebalance.delay.ms=0", "log.retention.ms=-1"]


@dataclasses.dataclass(frozen=True)
class Setup:
    """How a broker is started for a row."""
    durable: bool = False  # acknowledged once it is on the disk, instead of in the page cache
    overrides: tuple[str, ...] = ()
    cpus: str | None = None  # instead of the command line's


class Subject:
    """Has a folder while it is entered; start() and stop() as often as wanted meanwhile."""
    name = ""

    def __init__(self, settings: Settings, setup: Setup):
        self.settings, self.setup = settings, setup
        self.cpus = setup.cpus or settings.cpus
        self.process, self.port, self.folder = None, 0, pathlib.Path()

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-data-", dir=self.settings.folder))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)  # where __exit__ is interrupted
        self.port = free_port()
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.kill()
        shutil.rmtree(self.folder)

    def start(self):
        """Returns the seconds until it answered."""
        self.prepare()
        command = self.command()
        begin = time.monotonic()
        self.process = Process(command, self.folder / "broker.log", self.cpus)
        while not wire.answers(self.port):
            self.process.must_run()
            if time.monotonic() - begin > START_LIMIT_S:
                raise Failed(f"{self.name} does not answer after {START_LIMIT_S} s:\n{self.process.tail()}")
            time.sleep(0.0005)
        return time.monotonic() - begin

    def stop(self):
        self.process.end()
        self.process = None

    def prepare(self):
        pass

    def command(self):
        raise NotImplementedError

    def warm_up_seconds(self):
        return min(1.0, self.settings.seconds)

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @property
    def data(self):
        return self.folder / "data"


class Moldau(Subject):
    name = "moldau"

    def command(self):
        overrides = [f"listeners=PLAINTEXT://{self.address}", f"log.dirs={self.data}", *COMMON]
        if not self.setup.durable:
            overrides.append(f"log.flush.interval.messages={NEVER}")
        overrides += self.setup.overrides
        return [str(self.settings.binaries / "moldau"), *(word for each in overrides for word in ("--override", each))]


class Reference(Subject):
    """Apache Kafka, broker and controller in one process."""
    name = "reference"
    HEAP = ["-Xmx1g", "-Xms1g", "-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"]

    def prepare(self):
        properties = self.folder / "server.properties"
        if properties.exists():
            return
        controller = f"127.0.0.1:{free_port()}"
        lines = ["process.roles=broker,controller", "node.id=1", f"controller.quorum.voters=1@{controller}",
                 f"listeners=PLAINTEXT://{self.address},CONTROLLER://{controller}",
                 f"advertised.listeners=PLAINTEXT://{self.address}", "controller.listener.names=CONTROLLER",
                 f"log.dirs={self.data}", "transaction.state.log.replication.factor=1",
                 "transaction.state.log.min.isr=1", "share.coordinator.state.topic.replication.factor=1",
                 "share.coordinator.state.topic.min.isr=1", *COMMON]
        if self.setup.durable:
            lines.append("log.flush.interval.messages=1")
        properties.write_text("\n".join([*lines, *self.setup.overrides]) + "\n")
        cluster = base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=").replace("-", "x")
        run(["java", "-XX:TieredStopAtLevel=1", "-cp", f"{jars()}/*", "kafka.tools.StorageTool",
             "format", "-t", cluster, "-c", str(properties)], START_LIMIT_S)

    def command(self):
        # It logs through a simple logger that is slow; warnings are all that a run needs.
        return ["java", *self.HEAP, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{jars()}/*",
                "kafka.Kafka", str(self.folder / "server.properties")]

    def warm_up_seconds(self):
        return max(self.settings.seconds, self.settings.warm_up)


class Limit(Subject):
    name = "limit"

    def command(self):
        return [str(self.settings.binaries / "moldau_limit"), "--port", str(self.port), "--folder", str(self.data)]

    def stop(self):
        self.process.must_run()
        self.process.kill()
        self.process = None


@functools.cache
def jars():
    """The folder with Kafka's own programs."""
    fetched = subprocess.run([ROOT / "compat-tests/kafka-tools/fetch"], capture_output=True, text=True, check=False)
    if fetched.returncode != 0:
        raise Failed(f"no jars of Apache Kafka: {fetched.stderr[-1000:]}")
    return fetched.stdout.strip()


BY_NAME = {subject.name: subject for subject in (Moldau, Reference, Limit)}
