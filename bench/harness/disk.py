"""What the disk itself does, below every broker."""
import contextlib
import os
import time

from harness.latency import of_nanoseconds

RECORD_BYTES = 200
LATENCY_FILE_BYTES = 16 << 20
CHUNK_BYTES = 8 * 640 * 1024  # what durable-big has in flight
BANDWIDTH_FILE_BYTES = 8 << 30  # not the same pages again, as a log does not either


@contextlib.contextmanager
def reserved_file(folder, size):
    path = folder / "disk"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        os.posix_fallocate(descriptor, 0, size)
        os.fsync(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)
        path.unlink()


def sync_latency(folder, seconds, rate=None):
    """Percentiles of writing one small record and syncing it, `rate` times a second or at once again."""
    record, taken, position = b"x" * RECORD_BYTES, [], 0
    with reserved_file(folder, LATENCY_FILE_BYTES) as file:
        begin = time.monotonic()
        while time.monotonic() - begin < seconds and position + RECORD_BYTES <= LATENCY_FILE_BYTES:
            if rate:
                time.sleep(max(0.0, begin + len(taken) / rate - time.monotonic()))
            started = time.monotonic_ns()
            os.pwrite(file, record, position)
            os.fdatasync(file)
            taken.append(time.monotonic_ns() - started)
            position += RECORD_BYTES
    return of_nanoseconds(taken)


def sync_bandwidth(folder, seconds):
    """MB/s of writing in sequence, each chunk synced."""
    chunk, position, written = os.urandom(CHUNK_BYTES), 0, 0
    with reserved_file(folder, BANDWIDTH_FILE_BYTES) as file:
        begin = time.monotonic()
        while time.monotonic() - begin < seconds:
            os.pwrite(file, chunk, position)
            os.fdatasync(file)
            written += CHUNK_BYTES
            position = (position + CHUNK_BYTES) % (BANDWIDTH_FILE_BYTES - CHUNK_BYTES)
        return written / (time.monotonic() - begin) / 1e6
