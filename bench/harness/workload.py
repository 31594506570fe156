"""What a workload is made of."""
import dataclasses
import pathlib
from typing import Callable

from harness.settings import Settings
from harness.subjects import Setup, Subject

ALL = ("moldau", "reference", "limit")
BROKERS = ("moldau", "reference")
# A figure's name ends with its unit: "requests/s", "p99 ms".
Figures = dict[str, float]


@dataclasses.dataclass(frozen=True)
class Row:
    """One load on each of its subjects. Every run has a process of its own, in an empty folder."""
    label: str
    measure: Callable[[Subject], Figures]  # warms up by itself
    subjects: tuple[str, ...] = ALL
    setup: Setup = Setup()
    started: bool = True  # before measure is called
    # The disk alone, in the limit's place.
    disk: Callable[[pathlib.Path, Settings], Figures] | None = None


@dataclasses.dataclass(frozen=True)
class Ratio:
    """One row's figure over another's, for each subject."""
    label: str
    figure: str
    over: str
    under: str


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    summary: str
    rows: Callable[[Settings], list[Row]]
    ratios: tuple[Ratio, ...] = ()
