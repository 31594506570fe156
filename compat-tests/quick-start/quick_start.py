"""Runs what docs/quick-start.md and README.md tell people to type, as it is there but for the broker's address, and for the names of
topics and groups, so that each sample has its own.

A sample is done once it printed what it promises; one that goes on forever is ended then.
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parent.parent
BUILD = REPO / "build/compat-tests"
BOOTSTRAP = os.environ["BOOTSTRAP"]
MOLDAU = os.environ.get("MOLDAU") or str(REPO / "build/release/moldau")
LIMIT_S = 60
ENDS_WITHIN_S = 15

JAVA = """import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.*;

public class QuickStart {
  public static void main(String[] arguments) throws Exception {
%s
  }
}
"""
GO = """package main

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
)

func main() {
%s
}
"""


def fail(what):
    sys.exit(f"FAILED: {what}")


def sections(page):
    """The code of a page by the heading that it is below: fenced, or indented by four spaces."""
    found, heading = {}, None
    for part in re.split(r"^## ", (REPO / page).read_text(), flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        fenced = re.findall(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        indented = [line[4:] for line in text.splitlines() if line.startswith("    ")]
        found[heading] = fenced or (["\n".join(indented) + "\n"] if indented else [])
    return found


def own(code, language):
    """The sample with this broker's address, and a topic and a group of its own."""
    there = re.compile(r"(localhost|127\.0\.0\.1):9092")
    if not there.search(code):
        fail(f"the sample of {language} names no broker")
    code = there.sub(BOOTSTRAP, code)
    return re.sub(r"\b(songs|choir|scores|readers)\b", rf"\1-{language}-{os.getpid()}", code)


def prints(language, command, wanted, ends=True, **how):
    """The command prints the wanted line, and ends well where it does end."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               start_new_session=True, **how)
    output, seen = [], threading.Event()

    def read():
        for line in process.stdout:
            output.append(line.rstrip())
            if wanted in output[-1]:
                seen.set()
        process.stdout.close()
    reader = threading.Thread(target=read)
    reader.start()
    try:
        if not seen.wait(LIMIT_S):
            fail(f"{language} did not print {wanted!r} within {LIMIT_S} s: {output[-20:]}")
        if ends:
            code = process.wait(ENDS_WITHIN_S)
            if code != 0:
                fail(f"{language} ended with {code}: {output[-20:]}")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        reader.join()
    print(f"- {language}", flush=True)


def shell(code, _folder):
    # A group's reader is there until somebody ends it.
    prints("Shell", ["bash", "-euo", "pipefail", "-c", code], "hello")


def python(code, folder):
    (folder / "sample.py").write_text(code)
    prints("Python", [sys.executable, folder / "sample.py"], "b'river' b'Vltava'")


def java(code, folder):
    jars = subprocess.run([REPO / "compat-tests/kafka-tools/fetch"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    (folder / "QuickStart.java").write_text(JAVA % code)
    # It polls for ten seconds.
    prints("Java", ["java", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", f"{jars}/*",
                    folder / "QuickStart.java"], "river Vltava", cwd=REPO / "compat-tests/kafka-tools")


def go(code, folder):
    (folder / "main.go").write_text(GO % code)
    path = f"{BUILD / 'go/bin'}:{os.environ['PATH']}"
    program = folder / "quick-start"
    built = subprocess.run(["go", "build", "-o", program, folder / "main.go"], cwd=REPO / "compat-tests/franz-go", capture_output=True,
                           text=True, env=dict(os.environ, PATH=path), timeout=LIMIT_S)
    if built.returncode != 0:
        fail(f"Go's sample does not compile: {built.stderr}")
    prints("Go", [program], "river Vltava")


def javascript(code, folder):
    modules = REPO / "compat-tests/kafkajs/node_modules"
    if not (modules / "kafkajs").is_dir():
        fail(f"no {modules}/kafkajs: run compat-tests/install first")
    (folder / "sample.js").write_text(code)
    # Its consumer runs on.
    prints("JavaScript", ["node", folder / "sample.js"], "river Vltava", ends=False, env=dict(os.environ, NODE_PATH=str(modules)))


RUNNERS = {"Shell": shell, "Python": python, "Java": java, "Go": go, "JavaScript": javascript}


def quick_start(folder):
    found = sections("docs/quick-start.md")
    if set(found) != set(RUNNERS):
        fail(f"docs/quick-start.md has samples of {sorted(found)}, and these are run: {sorted(RUNNERS)}")
    for language, samples in found.items():
        if len(samples) != 1:
            fail(f"{language} has {len(samples)} samples, not one")
        RUNNERS[language](own(samples[0], language.lower()), folder)


def session(code, wanted, what):
    """Lines of a session in a shell, one after the other."""
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", code], capture_output=True, text=True, timeout=LIMIT_S, cwd=REPO,
                          env=dict(os.environ, MOLDAU_BOOTSTRAP=BOOTSTRAP))
    if done.returncode != 0:
        fail(f"{what} ended with {done.returncode}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    for each in wanted:
        if not re.search(each, done.stdout, re.MULTILINE):
            fail(f"{what} did not print {each!r}: {done.stdout[-2000:]}{done.stderr[-1000:]}")
    print(f"- {what}", flush=True)


def without_comments(code):
    return [re.sub(r"\s+#.*", "", line) for line in code.splitlines()]


def readme():
    found = sections("README.md")
    kcat, _kafkas_tools = found["A first session"]  # Kafka's tools have a folder of their own: kafka-tools
    lines = without_comments(own(kcat, "readme"))
    # A member of a group reads until somebody ends it; it also gets nothing here, as it begins at the end.
    [group] = [line for line in lines if " -G " in line]
    lines[lines.index(group)] = "timeout 3 " + group + " || [[ $? == 124 ]]"
    session("\n".join(lines), [r"^0 0 one$", r"^0 2 three$", r"^ 1 brokers:$"], "README: a first session")

    [tool] = found["The binary is the tool, too"]
    tool = re.sub(r"\b(scores|readers)\b", rf"\1-tool-{os.getpid()}", tool)
    # Nobody reads as that group here.
    lines = [line for line in without_comments(tool) if "groups describe" not in line]
    moldau = f'moldau() {{ "{MOLDAU}" "$@"; }}\n'
    session(moldau + "\n".join(lines), [r"^created topic scores", r'"value": ?"5"', "Metadata"], "README: the binary as the tool")


def main():
    with tempfile.TemporaryDirectory() as folder:
        quick_start(pathlib.Path(folder))
    readme()


main()
