"""Measures moldau beside Apache Kafka (the reference) and beside a server that only moves the bytes (the limit)."""
import argparse
import dataclasses
import json
import os
import pathlib
import platform
import resource
import signal
import sys

from harness.runner import Runner
from harness.settings import ROOT, Settings
from harness.subjects import BY_NAME
from harness.table import table
from workloads import EVERY, QUICK


def names(text):
    chosen = text.split(",")
    for name in chosen:
        if name not in BY_NAME:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(BY_NAME)}")
    return chosen


def command_line():
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("workloads", metavar="WORKLOAD", nargs="*", help=f"default: {' '.join(QUICK)}")
    parser.add_argument("--list", action="store_true", help="prints the workloads and ends")
    parser.add_argument("--all", action="store_true", help="every workload")
    parser.add_argument("--only", type=names, default=list(BY_NAME), metavar="NAME[,NAME]",
                        help=f"of the subjects {', '.join(BY_NAME)}")
    parser.add_argument("--json", type=pathlib.Path, default=ROOT / "build/bench.json", metavar="FILE")
    types = {"cpus": str, "binaries": pathlib.Path, "folder": pathlib.Path}
    helps = {"cpus": "that the broker is pinned to, as taskset lists them; the load gets the others",
             "folder": "where the data goes", "warm_up": "seconds of the reference, if more than a run's", "memory_gb": "each way, in memory", "cold_gb": "of cold-reads' topic",
             "fill_mb": "of fetch's topic", "partitions": "of partitions, create, start and recovery", "log_gb": "of recovery's log",
             "tail_mb": "of it, written after the last checkpoint", "idle_partitions": "of idle-partitions"}
    for field in dataclasses.fields(Settings):
        parser.add_argument("--" + field.name.replace("_", "-"), type=types.get(field.name, field.type),
                            default=field.default, help=helps.get(field.name),
                            metavar={"cpus": "LIST", "binaries": "DIR", "folder": "DIR"}.get(field.name, "N"))
    return parser


def chosen_workloads(parser, options):
    by_name = {workload.name: workload for workload in EVERY}
    wanted = list(by_name) if options.all else options.workloads or QUICK
    for name in wanted:
        if name not in by_name:
            parser.error(f"no workload {name}; --list has them")
    return [by_name[name] for name in wanted]


def machine():
    return {"cpus": len(os.sched_getaffinity(0)), "kernel": platform.release(), "processor": platform.machine(),
            "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")}


def allow_many_files():
    """Thousands of connections and partitions; the brokers inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def report(runner, workloads, file):
    """Of an interrupted run too."""
    result = {"machine": machine(), "settings": dataclasses.asdict(runner.settings), "failures": runner.failures,
              "runs": [dataclasses.asdict(run) for run in runner.runs]}
    file.write_text(json.dumps(result, indent=1, default=str) + "\n")
    print(table(runner.runs, workloads))
    for failure in runner.failures:
        print(f"FAILED {failure}", file=sys.stderr)


def main():
    parser = command_line()
    options = parser.parse_args()
    if options.list:
        width = max(len(workload.name) for workload in EVERY)
        for workload in EVERY:
            print(f"{workload.name:{width}}  {workload.summary}")
        return 0
    workloads = chosen_workloads(parser, options)
    settings = Settings(**{field.name: getattr(options, field.name) for field in dataclasses.fields(Settings)})
    allow_many_files()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that brokers and folders go as well
    runner = Runner(settings, options.only)
    try:
        for workload in workloads:
            runner.run(workload)
    finally:
        report(runner, workloads, options.json)
    return 1 if runner.failures else 0


if __name__ == "__main__":
    sys.exit(main())
