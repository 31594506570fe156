#!/usr/bin/env python3
"""How long a start on an empty folder takes to the first answered request, and what stays resident; then a second start on what the
first one left. The best of a few, since other work on the machine only ever adds."""
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

STARTS = 7
LIMIT_MS = 50
LIMIT_RESIDENT_MIB = 30
API_VERSIONS = struct.pack(">hhih", 18, 0, 1, -1)


def first_answer(port, process):
    """Asks for the API versions as soon as somebody listens."""
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(struct.pack(">i", len(API_VERSIONS)) + API_VERSIONS)
                size = struct.unpack(">i", connection.recv(4, socket.MSG_WAITALL))[0]
                answer = connection.recv(size, socket.MSG_WAITALL)
                assert struct.unpack(">ih", answer[:6]) == (1, 0), answer[:6]
                return
        except ConnectionRefusedError:
            assert process.poll() is None, f"the broker ended with {process.returncode}"


def resident_mib(process):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder):
    """Milliseconds to the first answer, MiB resident then."""
    port = free_port()
    begin = time.monotonic()
    process = subprocess.Popen([os.environ["MOLDAU"], "--override", f"listeners=PLAINTEXT://127.0.0.1:{port}",
                                "--override", f"log.dirs={folder}"], stderr=subprocess.DEVNULL)
    try:
        first_answer(port, process)
        return (time.monotonic() - begin) * 1000, resident_mib(process)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0, "SIGTERM must end it cleanly"


def measure(name, folder_of_start):
    times, sizes = zip(*(start(folder_of_start(i)) for i in range(STARTS)))
    print(f"{name}: {min(times):.1f} ms to the first answer (worst {max(times):.1f}), {max(sizes):.1f} MiB resident")
    return min(times) < LIMIT_MS and max(sizes) < LIMIT_RESIDENT_MIB


def main():
    base = pathlib.Path(tempfile.mkdtemp())
    try:
        good = measure("empty folder", lambda i: base / f"empty-{i}")
        good &= measure("its own folder", lambda i: base / "again")
    finally:
        shutil.rmtree(base)
    return 0 if good else f"the limits are {LIMIT_MS} ms and {LIMIT_RESIDENT_MIB} MiB"


if __name__ == "__main__":
    sys.exit(main())
