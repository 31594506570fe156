"""kafka-verifiable-producer and kafka-verifiable-consumer as processes, and what they said."""
import json
import pathlib
import signal
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent
FETCH = HERE.parent / "kafka-tools/fetch"
JVM = ["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"]
END_LIMIT_S = 90


class Tool:
    """One process; its events (a line of JSON each) are collected while it runs."""

    def __init__(self, main_class, *arguments):
        jars = subprocess.run([FETCH], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        command = JVM + ["-cp", f"{jars}/*", f"org.apache.kafka.tools.{main_class}", *arguments]
        self.events, self.other_lines = [], []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            (self.events.append(json.loads(line)) if line.startswith("{") else self.other_lines.append(line))

    def named(self, name):
        return [event for event in list(self.events) if event["name"] == name]

    def end(self):
        """As by an operator's Ctrl-C: the tool finishes what it has begun."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(END_LIMIT_S)
        self.reader.join()

    def abandon(self):
        if self.process.poll() is None:
            self.process.kill()


class Producer(Tool):
    """Idempotent, with acks=all, and patient with a broker that is away."""

    def __init__(self, bootstrap, topic, prefix, throughput):
        super().__init__("VerifiableProducer", "--bootstrap-server", bootstrap, "--topic", topic, "--acks", "-1", "--value-prefix", str(prefix),
                         "--throughput", str(throughput), "--repeating-keys", "16", "--command-config", str(HERE / "producer.properties"))

    def acknowledged(self):
        """Value to (partition, offset)."""
        return {event["value"]: (event["partition"], event["offset"]) for event in self.named("producer_send_success")}


class Consumer(Tool):
    def __init__(self, bootstrap, topic, group):
        super().__init__("VerifiableConsumer", "--bootstrap-server", bootstrap, "--topic", topic, "--group-id", group, "--reset-policy", "earliest",
                         "--session-timeout", "10000", "--group-protocol", "classic", "--verbose")

    def assigned(self):
        """The partitions that the last assignment gave it."""
        assignments = self.named("partitions_assigned")
        return [p["partition"] for p in assignments[-1]["partitions"]] if assignments else []

    def records(self):
        """(partition, offset, value) in the order in which they came."""
        return [(event["partition"], event["offset"], event["value"]) for event in self.named("record_data")]
