"""One run of moldau_load against a subject that is up."""
import dataclasses
import json
import pathlib

from harness.latency import percentiles
from harness.process import Failed, other_cpus, run

GRACE_S = 120
RECORD_BYTES = 1024
BIG = {"records": 640, "record_bytes": RECORD_BYTES}
SMALL = {"records": 1, "record_bytes": 100}


@dataclasses.dataclass(frozen=True)
class Outcome:
    requests: int
    bytes: int
    seconds: float
    load_cpu_seconds: float
    broker_cpu_seconds: float

    def per_cpu_second(self, amount):
        if self.broker_cpu_seconds == 0:
            raise Failed("the broker did nothing that can be measured: longer runs are needed")
        return amount / self.broker_cpu_seconds

    def requests_figures(self):
        return {"requests/s": self.requests / self.seconds, "requests per CPU s": self.per_cpu_second(self.requests)}

    def bytes_figures(self):
        return {"MB/s": self.bytes / self.seconds / 1e6, "MB per CPU s": self.per_cpu_second(self.bytes / 1e6)}


def load_command(subject, kind, seconds, **options):
    command = [str(subject.settings.binaries / "moldau_load"), kind, "--port", str(subject.port),
               "--seconds", str(seconds)]
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        command += [option] if value is True else [option, str(value)]
    return command


def load_cpus(subject):
    return other_cpus(subject.cpus) if subject.cpus else None


def load(subject, kind, seconds=None, **options) -> Outcome:
    seconds = seconds or subject.settings.seconds
    before = subject.process.cpu_seconds()
    printed = run(load_command(subject, kind, seconds, **options), seconds + GRACE_S, load_cpus(subject))
    after = subject.process.cpu_seconds()
    subject.process.must_run()
    outcome = Outcome(**json.loads(printed), broker_cpu_seconds=after - before)
    if outcome.requests == 0:
        raise Failed(f"{kind}: no request was answered")
    return outcome


def warm_up(subject, kind, **options):
    load(subject, kind, subject.warm_up_seconds(), **options)


def latencies(subject, kind, **options):
    """The outcome of a paced run, and its percentiles in milliseconds."""
    file = pathlib.Path(subject.folder) / f"latencies-{kind}"
    outcome = load(subject, kind, latencies=file, **options)
    return outcome, percentiles(file)
