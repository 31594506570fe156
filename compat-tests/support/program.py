"""A program of the tests' own that is killed and begun again."""
import pathlib
import subprocess

FETCH = pathlib.Path(__file__).resolve().parent.parent / "kafka-tools/fetch"
JVM = ["java", "-Xmx192m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]


def java(main_class, *arguments, classes=None, log_level="warn"):
    """The command of a Java program that has Kafka's jars."""
    jars = subprocess.run([FETCH], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    path = ":".join(str(each) for each in (classes, f"{jars}/*") if each)
    return JVM + [f"-Dorg.slf4j.simpleLogger.defaultLogLevel={log_level}", "-cp", path, main_class, *map(str, arguments)]


class Program:
    """A process that is to end only by a kill."""

    def __init__(self, command, log):
        self.command, self.log, self.starts = command, pathlib.Path(log), 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.end()

    def start(self):
        self.starts += 1
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.log.parent)

    def kill(self):
        self.check()
        self.end()

    def end(self):
        """kill -9: there is no other end."""
        self.process.kill()
        self.process.wait()

    def said(self):
        """The lines of all its lives."""
        return self.log.read_text(errors="replace").splitlines()

    def check(self):
        if self.process.poll() is not None:
            raise AssertionError(f"{self.log.stem} ended by itself with {self.process.returncode}:\n" + "\n".join(self.said()[-40:]))
