"""The broker's disk as the tests command it: see failing_disk.c."""
import errno
import mmap
import os
import pathlib
import struct
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
WRITE, SYNC, TRUNCATE, RENAME, CREATE, READ, REMOVE = (1 << bit for bit in range(7))
NAMES = {WRITE: "write", SYNC: "sync", TRUNCATE: "truncate", RENAME: "rename", CREATE: "create", READ: "read", REMOVE: "remove"}
FOREVER = 1 << 40
# calls, error, skip, times, failed, after, torn, unused, part, ending
LAYOUT = struct.Struct("=IiqqqqII256s64s")


class Disk:
    """Wraps the broker's binary so that its system calls go through failing_disk.c."""

    def __init__(self, folder, binary):
        library, self.path = folder / "failing_disk.so", folder / "orders"
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, HERE / "failing_disk.c", "-ldl"], check=True)
        self.path.write_bytes(bytes(LAYOUT.size))
        with open(self.path, "r+b") as file:
            self.orders = mmap.mmap(file.fileno(), LAYOUT.size)
        self.wrapper = folder / "moldau"
        self.wrapper.write_text(f"#!/bin/sh\nFAILING_DISK={self.path} LD_PRELOAD={library} exec {binary} \"$@\"\n")
        self.wrapper.chmod(0o755)

    def fail(self, calls, part, ending="", *, error=errno.EIO, skip=0, times=FOREVER, torn=False):
        """From now on; `calls` go last, as they are what the other side looks at first."""
        self.mend()
        packed = LAYOUT.pack(0, error, skip, times, 0, 0, torn, 0, str(part).encode(), ending.encode())
        self.orders[4:] = packed[4:]
        self.orders[:4] = struct.pack("=I", calls)

    def mend(self):
        self.orders[:4] = bytes(4)

    @property
    def failed(self):
        """How many calls failed."""
        return LAYOUT.unpack(self.orders[:])[4]

    @property
    def after(self):
        """How many calls of that kind came after the first that failed."""
        return LAYOUT.unpack(self.orders[:])[5]
