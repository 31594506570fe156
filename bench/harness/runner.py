"""Runs workloads and keeps what each run measured."""
import dataclasses
import pathlib
import sys
import tempfile
import time
import traceback

from harness.settings import Settings
from harness.subjects import BY_NAME
from harness.workload import Figures, Row, Workload

DYING_S = 1


@dataclasses.dataclass(frozen=True)
class Run:
    workload: str
    row: str
    subject: str
    repetition: int
    figures: Figures


class Runner:
    def __init__(self, settings: Settings, only):
        self.settings, self.only = settings, only
        self.runs: list[Run] = []
        self.failures: list[str] = []

    def run(self, workload: Workload):
        """All repetitions, the subjects in turn. What failed once is not tried again."""
        rows = workload.rows(self.settings)
        failed = set()
        for repetition in range(self.settings.repetitions):
            for row in rows:
                for subject in self.subjects_of(row):
                    if (row.label, subject) not in failed and not self.run_one(workload, row, subject, repetition):
                        failed.add((row.label, subject))

    def subjects_of(self, row: Row):
        subjects = row.subjects + (("limit",) if row.disk else ())
        return [subject for subject in subjects if subject in self.only]

    def run_one(self, workload, row, subject, repetition):
        name = f"{workload.name}, {row.label}, {subject}, {repetition + 1} of {self.settings.repetitions}"
        begin = time.monotonic()
        try:
            figures = self.disk(row) if subject == "limit" and row.disk else self.broker(row, subject)
        except Exception as error:  # whatever it was, the run is none, and the others go on
            traceback.print_exc()
            self.failures.append(f"{name}: {error}")
            return False
        self.runs.append(Run(workload.name, row.label, subject, repetition, figures))
        shown = ", ".join(f"{figure} {value:.4g}" for figure, value in figures.items())
        print(f"-- {name}: {shown} ({time.monotonic() - begin:.0f} s)", file=sys.stderr, flush=True)
        return True

    def broker(self, row, name):
        with BY_NAME[name](self.settings, row.setup) as subject:
            try:
                if row.started:
                    subject.start()
                figures = row.measure(subject)
            except Exception:
                if subject.process:
                    subject.process.must_run(DYING_S)  # its end says more than what its client saw
                raise
            if subject.process:
                subject.stop()
            return figures

    def disk(self, row):
        with tempfile.TemporaryDirectory(prefix="bench-data-", dir=self.settings.folder) as folder:
            return row.disk(pathlib.Path(folder), self.settings)
