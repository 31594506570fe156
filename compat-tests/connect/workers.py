"""Connect in distributed mode: workers that can be killed, and what they are told and asked by HTTP."""
import json
import time
import urllib.error
import urllib.request

import program
import the_round as r
from ports import free_port

ANSWER_LIMIT_S = 120
SETTINGS = {
    "exactly.once.source.support": "enabled",
    "offset.storage.replication.factor": 1, "offset.storage.partitions": 5,
    "config.storage.replication.factor": 1, "status.storage.replication.factor": 1,
    "key.converter": "org.apache.kafka.connect.storage.StringConverter",
    "value.converter": "org.apache.kafka.connect.storage.StringConverter",
    "consumer.isolation.level": "read_committed",
    "offset.flush.interval.ms": 1000,
    # A killed worker is missed soon, and its work given to the other; so is the sink's consumer.
    "session.timeout.ms": 6000, "heartbeat.interval.ms": 1000, "scheduled.rebalance.max.delay.ms": 1000,
    "consumer.session.timeout.ms": 6000, "consumer.heartbeat.interval.ms": 1000,
    "plugin.discovery": "service_load",
}


class Workers:
    """Some workers of one Connect cluster."""

    def __init__(self, folder, count):
        self.cluster, self.programs, self.ports = r.unique("connect"), [], []
        for number in range(count):
            port = free_port()
            settings = dict(SETTINGS, **{"bootstrap.servers": r.bootstrap(), "group.id": self.cluster, "listeners": f"http://127.0.0.1:{port}"})
            for kind in ("offset", "config", "status"):
                settings[f"{kind}.storage.topic"] = f"{self.cluster}-{kind}"
            file = folder / f"worker-{number}.properties"
            file.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
            self.ports.append(port)
            self.programs.append(program.Program(program.java("org.apache.kafka.connect.cli.ConnectDistributed", file), folder / f"worker-{number}.log"))

    def __enter__(self):
        for each in self.programs:
            each.start()
        return self

    def __exit__(self, *_):
        for each in self.programs:
            each.end()

    def check(self):
        for each in self.programs:
            each.check()

    def kill(self, number):
        self.programs[number].kill()
        self.programs[number].start()

    def ask(self, verb, path, body=None):
        """The answer of whichever worker gives one; tried again while they are away, or give work to each other."""
        deadline, attempt = time.monotonic() + ANSWER_LIMIT_S, 0
        while True:
            try:
                return self.ask_once(self.ports[attempt % len(self.ports)], verb, path, body)
            except urllib.error.HTTPError as refused:
                failure = f"{refused.code} {refused.read().decode(errors='replace')}"
            except OSError as away:
                failure = str(away)
            self.check()
            if time.monotonic() > deadline:
                raise AssertionError(f"{verb} {path}: {failure}\n" + "\n".join(self.programs[0].said()[-40:]))
            attempt += 1
            time.sleep(0.2)

    @staticmethod
    def ask_once(port, verb, path, body):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"Content-Type": "application/json"}, method=verb)
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def failures(self):
        """Traces of connectors and tasks that failed, by connector."""
        found = {}
        for name, connector in self.ask("GET", "/connectors?expand=status").items():
            status = connector["status"]
            traces = [part.get("trace", "") for part in [status["connector"], *status["tasks"]] if part["state"] == "FAILED"]
            if traces:
                found[name] = traces
        return found

    def restart_failed(self, name):
        self.ask("POST", f"/connectors/{name}/restart?includeTasks=true&onlyFailed=true")
