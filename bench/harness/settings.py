"""What the command line says, and where things are."""
import dataclasses
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


@dataclasses.dataclass(frozen=True)
class Settings:
    repetitions: int = 3
    seconds: float = 5
    warm_up: float = 0  # of the reference, at least; never shorter than a run
    cpus: str | None = None  # where the broker runs, as taskset lists them
    binaries: pathlib.Path = ROOT / "build/release"
    folder: pathlib.Path = ROOT / "build"  # where the data goes: the disk that is measured
    partitions: int = 10_000
    idle_connections: int = 5_000
    memory_gb: float = 5  # each way
    cold_gb: float = 8
    fill_mb: int = 256
    log_gb: float = 10
    tail_mb: int = 256
    idle_partitions: int = 100_000
