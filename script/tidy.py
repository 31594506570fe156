#!/usr/bin/env python3
"""Runs clang-tidy on every .cc of src/ that changed, with all that it includes, since it last passed.

tidy.py [FILE...]. What passed is remembered by hash under build/tidy/; what did not is looked at again.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TIDY = "clang-tidy-19"
DATABASE = "build/dev"


class Passed:
    """What passed, by a hash over everything that the verdict hangs on."""

    def __init__(self, root: Path, version: str):
        self.root = root
        self.folder = root / "build/tidy"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.common = version.encode() + (root / ".clang-tidy").read_bytes()

    def key(self, source: str, command: str) -> str:
        digest = hashlib.sha256(self.common + command.encode())
        for path in sorted(self.closure(source)):
            digest.update(path.encode() + b"\0" + (self.root / path).read_bytes())
        return digest.hexdigest()

    def closure(self, source: str) -> set[str]:
        """The file and the project's own headers that it includes, however far away."""
        seen, to_read = set(), [source]
        while to_read:
            path = to_read.pop()
            if path in seen or not (self.root / path).is_file():
                continue
            seen.add(path)
            text = (self.root / path).read_text(encoding="utf-8")
            to_read += [f"src/{name}" for name in re.findall(r'^\s*#\s*include\s*"([^"]+)"', text, re.MULTILINE)]
        return seen

    def knows(self, key: str) -> bool:
        return (self.folder / key).exists()

    def remember(self, key: str, source: str) -> None:
        (self.folder / key).write_text(source + "\n", encoding="utf-8")


def commands(root: Path) -> dict[str, str]:
    """The compile command of each source of the product."""
    entries = json.loads((root / DATABASE / "compile_commands.json").read_text(encoding="utf-8"))
    found = {Path(entry["file"]).resolve(): entry["command"] for entry in entries}
    return {path.relative_to(root).as_posix(): command for path, command in sorted(found.items())
            if path.is_relative_to(root / "src")}


def check(root: Path, source: str) -> str:
    """What clang-tidy has against a file; nothing where it passes. Warnings of the compiler are left to GCC."""
    done = subprocess.run([TIDY, "-p", DATABASE, "--quiet", "--extra-arg=-w", source], cwd=root, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def main() -> int:
    root = Path(__file__).resolve().parent.parent
    version = subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout
    passed, started = Passed(root, version), time.monotonic()
    all_commands = commands(root)
    wanted = sys.argv[1:] or list(all_commands)
    keys = {source: passed.key(source, all_commands[source]) for source in wanted}
    changed = [source for source in wanted if not passed.knows(keys[source])]
    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, complaint in zip(changed, pool.map(lambda source: check(root, source), changed)):
            if complaint:
                failed += 1
                print(complaint, flush=True)
            else:
                passed.remember(keys[source], source)
    print(f"{len(changed)} of {len(wanted)} files looked at in {time.monotonic() - started:.0f} s, {failed} with complaints")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
