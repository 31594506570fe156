"""A process that is measured: started, watched through /proc, and ended by its id."""
import os
import pathlib
import random
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
STOP_LIMIT_S = 60


class Failed(Exception):
    """A run that is no measurement."""


def free_port():
    """Below the range from which the kernel takes ports for outgoing connections."""
    for _ in range(1000):
        port = random.randrange(20_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Failed("no free port")


def all_cpus():
    return sorted(os.sched_getaffinity(0))


def other_cpus(cpus):
    """Those that `cpus`, a list as of taskset, leaves, in the same form; None where it leaves none."""
    taken = set()
    for part in cpus.split(","):
        first, _, last = part.partition("-")
        taken.update(range(int(first), int(last or first) + 1))
    return ",".join(str(cpu) for cpu in all_cpus() if cpu not in taken) or None


def pinned(command, cpus):
    return ["taskset", "--cpu-list", cpus, *command] if cpus else command


class Process:
    def __init__(self, command, log: pathlib.Path, cpus=None):
        self.log = log
        with open(log, "ab") as output:
            self.popen = subprocess.Popen(pinned(command, cpus), stdout=output, stderr=output,
                                          stdin=subprocess.DEVNULL, start_new_session=True)
        self.pid = self.popen.pid

    def must_run(self, for_s=0):
        try:
            self.popen.wait(for_s)
        except subprocess.TimeoutExpired:
            return
        raise Failed(f"ended by itself with {self.popen.returncode}:\n{self.tail()}")

    def tail(self, lines=20):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_bytes(self):
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise Failed("no VmRSS")

    def end(self):
        """Asks it to end, and insists where that takes too long: then it is a failed run."""
        self.must_run()
        os.kill(self.pid, signal.SIGTERM)
        try:
            self.popen.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            raise Failed(f"did not end within {STOP_LIMIT_S} s") from None
        finally:
            self.kill()

    def kill(self):
        if self.popen.poll() is None:
            self.popen.kill()
            self.popen.wait()


def run(command, limit_s, cpus=None):
    """What a program prints; it must succeed in time."""
    name = pathlib.Path(command[0]).name
    try:
        done = subprocess.run(pinned(command, cpus), capture_output=True, text=True, timeout=limit_s, check=False)
    except subprocess.TimeoutExpired:
        raise Failed(f"{name} did not end within {limit_s:.0f} s") from None
    if done.returncode != 0:
        raise Failed(f"{name} ended with {done.returncode}: {(done.stderr or done.stdout)[-2000:].strip()}")
    return done.stdout


def eventually(what, condition, limit_s, every_s=0.02):
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {limit_s} s")
        time.sleep(every_s)
