"""What keeps a broker from starting: one line on the standard error that says what, where and what to do, within a second."""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

LIMIT_S = 1.0
NOBODY = 65534
OTHER_CLUSTER = "4L6g3nShT-eMCtK--X86sw"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command(*settings, file=None):
    words = [os.environ["MOLDAU"]] + ([str(file)] if file else [])
    return words + [word for setting in settings for word in ("--override", setting)]


def listener(port=None):
    return f"listeners=PLAINTEXT://127.0.0.1:{port or free_port()}"


def refused(*patterns, command, code=1, as_nobody=False, **environment):
    """The broker ends at once, and its only line has all the patterns."""
    began = time.monotonic()
    done = subprocess.run(command, env=dict(os.environ, **environment), capture_output=True, text=True, timeout=10,
                          **({"user": NOBODY, "group": NOBODY, "extra_groups": []} if as_nobody else {}))
    took = time.monotonic() - began
    lines = [line for line in (done.stdout + done.stderr).splitlines() if " warning " not in line]
    assert done.returncode == code, f"it ended with {done.returncode}: {lines}"
    assert took < LIMIT_S, f"it took {took:.2f} s: {lines}"
    assert len(lines) == 1 and lines[0].startswith("moldau: "), lines
    for pattern in patterns:
        assert re.search(pattern, lines[0]), f"no {pattern} in: {lines[0]}"


@contextlib.contextmanager
def running(folder, **environment):
    port = free_port()
    process = subprocess.Popen(command(listener(port), f"log.dirs={folder}", "moldau.http.listeners="), stderr=subprocess.DEVNULL,
                               env=dict(os.environ, **environment))
    try:
        deadline = time.monotonic() + 10
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.02)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@contextlib.contextmanager
def small_disk(kib):
    """A file system of that size, which takes root."""
    folder = tempfile.mkdtemp()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k,mode=777", "tmpfs", folder], check=True)
    try:
        yield pathlib.Path(folder)
    finally:
        subprocess.run(["umount", folder], check=True)
        os.rmdir(folder)


def bad_arguments(base):
    refused("--port", "--help", code=2, command=[os.environ["MOLDAU"], "--port", "9092"])
    refused("--override nonsense", "key=value", command=command("nonsense"))
    refused("/no/such/file", "No such file", command=command(file="/no/such/file"))
    bad = base / "bad.properties"
    bad.write_text("node.id=1\nrack=\\uZZZZ\n")
    refused(r"bad\.properties:2", r"\\u", command=command(file=bad))


def bad_values(base):
    refused("num.partitions", "abc", "INT", command=command("num.partitions=abc"))
    refused("log.dirs", "must not be empty", command=command("log.dirs="))
    refused("num.network.threads", "at least 1", command=command("num.network.threads=0"))
    refused("advertised.listeners", "nobody can connect", command=command("advertised.listeners=PLAINTEXT://0.0.0.0:9092"))
    refused("num.partitions", "abc", command=command(), KAFKA_NUM_PARTITIONS="abc")
    refused("moldau.http.listeners", "http://host:port", command=command(listener(), f"log.dirs={base}/a", "moldau.http.listeners=9404"))


def addresses(base):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        refused(f"127.0.0.1:{port}", "in use", "another one in `listeners`", command=command(listener(port), f"log.dirs={base}/a"))
        refused(f"127.0.0.1:{port}", "in use", "moldau.http.listeners",
                command=command(listener(), f"log.dirs={base}/a", f"moldau.http.listeners=http://127.0.0.1:{port}"))
    twice = free_port()
    refused(f"{twice} is there twice", "listeners",
            command=command(f"listeners=A://127.0.0.1:{twice},B://127.0.0.1:{twice}", "listener.security.protocol.map=A:PLAINTEXT,B:PLAINTEXT",
                            "inter.broker.listener.name=A", f"log.dirs={base}/a"))
    refused("99999", "port of 0 to 65535", command=command("listeners=PLAINTEXT://127.0.0.1:99999", f"log.dirs={base}/a"))
    refused("SSL", "PLAINTEXT listeners only", command=command("listeners=SSL://127.0.0.1:0", f"log.dirs={base}/a"))
    refused("203.0.113.7", "of this machine", command=command("listeners=PLAINTEXT://203.0.113.7:9092", f"log.dirs={base}/a"))
    assert not (base / "a").exists(), "a broker without a port must not touch its folder"


def folders_of_others(base):
    folder = base / "owned"
    with running(folder):
        refused("owned", "in use by another process", "stop that process", command=command(listener(), f"log.dirs={folder}"))
    refused("owned/meta.properties", "another cluster", "start with CLUSTER_ID=", command=command(listener(), f"log.dirs={folder}"),
            CLUSTER_ID=OTHER_CLUSTER)
    refused("owned/meta.properties", "another node", "start with node.id=1", command=command(listener(), f"log.dirs={folder}", "node.id=9"))
    garbled = base / "garbled"
    garbled.mkdir()
    for content, what in ((b"garbage\n", "version is missing"), (b"", "version is missing"), (bytes(range(256)) * 8, "meta.properties"),
                          (b"version=7\ncluster.id=a\nnode.id=1\n", "version is 7"),
                          (b"version=1\ncluster.id=a\nnode.id=x\n", "node.id is x"), (b"version=1\nnode.id=1\n", "cluster.id is missing")):
        (garbled / "meta.properties").write_bytes(content)
        refused("garbled/meta.properties", what, "mend the file|:\\d+: ", command=command(listener(), f"log.dirs={garbled}"))
    copied = base / "copied"
    copied.mkdir()
    shutil.copy(folder / "meta.properties", copied)
    refused("copied/meta.properties", "one is a copy of the other", "log.dirs", command=command(listener(), f"log.dirs={folder},{copied}"))
    for name in ("recovery-point-offset-checkpoint", "log-start-offset-checkpoint"):
        checkpoint = base / name
        checkpoint.mkdir()
        (checkpoint / name).write_text("garbage\n1\n")
        refused(f"{name}/{name}", "garbled", "remove it to have it rebuilt", command=command(listener(), f"log.dirs={checkpoint}"))
    store = base / "store"
    store.mkdir()
    (store / "moldau-metadata.db").write_bytes(os.urandom(9000))
    refused("moldau-metadata.db", "no metadata store", command=command(listener(), f"log.dirs={store}"))


def permissions(base):
    base.chmod(0o755)
    kept = base / "kept"
    kept.mkdir(mode=0o755)
    refused("kept", "Permission denied", "right to read and write", command=command(listener(), f"log.dirs={kept}"), as_nobody=True)
    refused("kept/new", "Permission denied", command=command(listener(), f"log.dirs={kept}/new"), as_nobody=True)
    (base / "file").touch()
    refused("file", "Not a directory", "not a file", command=command(listener(), f"log.dirs={base}/file"))


def read_only_disks(base):
    folder = base / "read-only"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", folder], check=True)
    try:
        for each in (folder, folder / "new"):
            refused("read-only", "Read-only file system", "that can be written", command=command(listener(), f"log.dirs={each}"))
    finally:
        subprocess.run(["umount", folder], check=True)


def full_disks(_base):
    with small_disk(64) as folder:
        with contextlib.suppress(OSError), open(folder / "filler", "wb") as filler:
            while True:
                filler.write(bytes(4096))
                filler.flush()
        refused("No space left", "free space there", command=command(listener(), f"log.dirs={folder}"))
    with small_disk(16) as folder:
        refused("disk is full", "free space there", command=command(listener(), f"log.dirs={folder}"))


def main():
    base = pathlib.Path(tempfile.mkdtemp())
    try:
        for test in (bad_arguments, bad_values, addresses, folders_of_others, permissions, read_only_disks,
                     full_disks):
            test(base)
            print(f"{test.__name__.replace('_', ' ')}: refused in one line", flush=True)
    finally:
        shutil.rmtree(base)


if __name__ == "__main__":
    sys.exit(main())
