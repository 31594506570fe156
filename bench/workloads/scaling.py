"""The same load with the broker on one core and on two."""
import functools

from harness.load import SMALL
from harness.process import Failed, all_cpus, other_cpus
from harness.subjects import Setup
from harness.workload import Row, Workload
from workloads.throughput import produce_requests, round_trips

LOADS = {"small-depth-5": functools.partial(produce_requests, connections=4, depth=5, **SMALL),
         "round-trips": round_trips}


def rows(_):
    cpus = all_cpus()
    if len(cpus) < 2:
        raise Failed("scaling needs two processors")
    for name, measure in LOADS.items():
        for count in (1, 2):
            chosen = ",".join(str(cpu) for cpu in cpus[:count])
            others = other_cpus(chosen)
            pins = f"broker on cpu {chosen}, load " + (f"on {others}" if others else "unpinned")
            yield Row(f"{name}, {pins}", measure, setup=Setup(cpus=chosen))


WORKLOADS = [Workload("scaling", "small-depth-5 and round-trips with the broker on 1 core and on 2",
                      lambda settings: list(rows(settings)))]
