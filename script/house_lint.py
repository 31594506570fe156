#!/usr/bin/env python3
"""The rules of STYLE.md that a program can check. Prints `file:line: rule: what is wrong`; exits 1 if anything is.

house_lint.py [ROOT]. A rule is a function from a Tree to its violations; tests/house plants one of each.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Callable, Iterator, NamedTuple


class Violation(NamedTuple):
    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


# Which folders' headers a folder of src/ may include. The folder of tests/ that mirrors it may do the same.
LAYERS = {
    "base": {"base"},
    "protocol": {"base", "protocol"},
    "inspect": {"base", "protocol", "inspect"},
    "client": {"base", "protocol", "client"},
    "tool": {"base", "protocol", "inspect", "client", "tool"},
    "log": {"base", "protocol", "log"},
    "coord": {"base", "protocol", "coord"},
    "metadata": {"base", "protocol", "log", "coord", "metadata"},
    "broker": {"base", "protocol", "log", "coord", "metadata", "broker"},
    "http": {"base", "protocol", "log", "coord", "metadata", "broker", "http"},
}
# The one file that may include everything: it wires the parts together.
WIRING = "src/broker/main.cc"


class Library(NamedTuple):
    header: str  # regular expression over what stands between < and >
    where: str  # regular expression over paths below src/
    why: str


LIBRARIES = [
    Library(r"boost/beast/", r"http/", "Beast is expensive to compile and speaks HTTP alone"),
    Library(r"boost/", r"(broker|client|http)/", "Boost.Asio is expensive to compile, and decisions do no I/O"),
    Library(r"openssl/", r"(broker/|metadata/scram_keys\.cc)", "TLS belongs to the connection, hashes of passwords to their file"),
    Library(r"CLI/", r"(broker/main\.cc|tool/)", "only the program itself has a command line"),
    Library(r"spdlog/", r"base/diag\.cc", "diagnostics go through base/diag.h"),
    Library(r"re2/", r"base/pattern\.cc", "regular expressions go through base/pattern.h"),
    Library(r"sqlite3\.h", r"metadata/", "SQLite backs the metadata store alone"),
    Library(r"(zstd|lz4\w*|snappy[\w-]*|zlib)\.h", r"protocol/records/", "compression is the records' own"),
    Library(r"nlohmann/", r"(inspect|tool)/", "expensive to compile, and only what shows JSON to people has a use for it"),
    Library(r"(gtest|gmock)/", r"(?!)", "a library of the tests"),
    Library(r"(fstream|filesystem|fcntl\.h|dirent\.h|unistd\.h)", r"(base|metadata|broker|http|tool)/",
            "files go through base/file_system.h"),
    Library(r"(thread|mutex|shared_mutex|condition_variable|future|semaphore)", r"(base|log|metadata|broker|http)/",
            "plain functions here: no thread, no lock"),
]


class Word(NamedTuple):
    pattern: str
    where: str  # regular expression over paths
    why: str
    allowed: tuple[str, ...] = ()  # paths
    in_code: bool = True  # comments and texts in quotes are not looked at


CODE = r"(src|tests|bench)/.*\.(h|cc)$"
SOURCE = r"src/.*\.(h|cc)$"
TESTS = r"tests/.*\.(h|cc)$"
# Kept in pieces, so that this file passes its own rules.
UNFINISHED = "|".join(["TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK"])
WORDS = [
    Word(r"std::w?regex", CODE, "slow, and its recursion overflows the stack on long input"),
    Word(r"using namespace std\b", CODE, "names say where they come from"),
    Word(r"(?<![(\w])new [A-Za-z_:]", CODE, "an owner from birth: std::make_unique, or owner(new T) where that cannot be"),
    Word(r"\bdelete\b(\[\])? +[A-Za-z_*(]", CODE, "owners delete"),
    Word(r"\b(malloc|calloc|realloc|free)\(", SOURCE, "owners allocate"),
    Word(r"\breinterpret_cast\b", SOURCE, "bytes are viewed by base/bytes.h",
         ("src/base/bytes.h", "src/base/uuid.h", "src/protocol/records/compression.cc", "src/metadata/sqlite.cc")),
    Word(r"\bconst_cast\b", SOURCE, "what is const stays const",
         # zlib reads through a pointer that is not const; Produce patches the request that it owns.
         ("src/protocol/records/compression.cc", "src/broker/handlers/00_produce.cc")),
    Word(r"(?<!static_)\bassert\(", SOURCE, "an invariant is checked in release too: MOLDAU_CHECK"),
    Word(r"std::(cout|cerr|clog|endl)\b|\bf?printf\(", r"src/(?!broker/main\.cc).*\.(h|cc)$", "diagnostics go through base/diag.h"),
    Word(r"_clock::now\(", r"src/(protocol|log|coord|metadata)/", "time is an argument"),
    Word(r"\bco_(await|return|yield)\b", r"src/(base|protocol|log|coord|metadata)/", "coroutines live in broker/ alone"),
    Word(r"(&&|\|\|)\s*!?\s*co_await\b", CODE, "GCC 12 makes wrong code of it: await into a variable first"),
    Word(r"\b(sleep_for|sleep_until|usleep|nanosleep|sleep)\(", TESTS, "a test waits for what it needs, or moves the clock"),
    Word(r"(EXPECT|ASSERT)_(TRUE\(true\)|FALSE\(false\))|\bSUCCEED\(", TESTS, "asserts nothing"),
    Word(r"\bDISABLED_|GTEST_SKIP", TESTS, "a test that does not run is a test that fails"),
    Word(r"NOLINT(?!\w*\([a-z])", CODE, "names the check that it silences", in_code=False),
    Word(rf"\b({UNFINISHED})\b", r".*", "unfinished work is finished or not there", in_code=False),
    Word(r"(?<![\w.])/(work|root|home)/", r".*", "a path of one machine", in_code=False),
    Word(r"(?<![\w.])/tmp/", r"(?!tests/|compat-tests/|docker/).*", "a path of one machine", in_code=False),
    Word(r"https?://[^/\s\"']*(registry|mirror|artifactory|nexus|goproxy|pypi\.|npmjs|repo1?\.maven|crates\.io)", r".*",
         "where packages come from is the machine's own business", in_code=False),
    Word(r"GOPROXY|--(extra-)?index-url|npm_config_registry", r".*",
         "where packages come from is the machine's own business", in_code=False),
]
# Data, and where the words are named in order to be banned.
NO_WORDS = re.compile(r"(script/house_lint\.py|tests/house/|tests/golden/.*json|tests/.*/definitions/|LICENSE)")
BINARY = {".png", ".jpg", ".ico", ".gz", ".jar", ".bin", ".log", ".index", ".timeindex", ".snapshot"}

MAX_FILE_LINES = 400
MAX_TEST_FILE_LINES = 800
MAX_FUNCTION_LINES = 60
# A larger file or function, and why it is better whole: path or path:function.
LARGE: dict[str, str] = {
    "src/protocol/error_code.cc:name": "a table: a line an error code",
}


class Tree:
    """The project's files, read once."""

    def __init__(self, root: Path):
        self.root = root
        self.paths = sorted(self._tracked() or self._walked())
        self._texts: dict[str, str] = {}

    def text(self, path: str) -> str:
        if path not in self._texts:
            self._texts[path] = (self.root / path).read_text(encoding="utf-8", errors="replace")
        return self._texts[path]

    def lines(self, path: str) -> list[str]:
        return self.text(path).splitlines()

    def matching(self, pattern: str) -> list[str]:
        return [path for path in self.paths if re.match(pattern, path)]

    def _tracked(self) -> list[str]:
        if not (self.root / ".git").exists():
            return []
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                cwd=self.root, capture_output=True, text=True, check=False)
        return [path for path in listed.stdout.split("\0") if path and (self.root / path).is_file()]

    def _walked(self) -> list[str]:
        hidden = {".git", "build", "data", "node_modules", "__pycache__", "target", ".venv"}
        found = [path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file()]
        return [path.as_posix() for path in found if not hidden.intersection(path.parts)]


def without_comments(text: str) -> str:
    """The code with comments and quoted texts blanked; every character keeps its place."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
                         re.DOTALL)

    def blank(match: re.Match) -> str:
        quote = match[0][0] if match[0][0] in "\"'" else " "
        inside = re.sub(r"[^\n]", " ", match[0])
        return quote + inside[1:-1] + quote if len(inside) > 1 else inside

    return pattern.sub(blank, text)


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def includes(tree: Tree, path: str) -> Iterator[tuple[int, str, str]]:
    """Line, bracket and name of each include."""
    for number, line in enumerate(tree.lines(path), 1):
        if match := re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line):
            yield number, match[1], match[2]


def layers(tree: Tree) -> Iterator[Violation]:
    for path in tree.matching(r"(src|tests)/[^/]+/.*\.(h|cc)$"):
        top, folder = path.split("/")[:2]
        if top == "src" and folder not in LAYERS:
            yield Violation(path, 1, "layers", f"src/{folder} has no place among the layers")
            continue
        allowed = set(LAYERS) if path == WIRING or folder not in LAYERS else LAYERS[folder]
        for line, bracket, name in includes(tree, path):
            if bracket == "<" or name.startswith(("gtest/", "gmock/")):
                continue
            target = name.split("/")[0]
            if "/" not in name or target not in (set(LAYERS) | {"tests"}):
                yield Violation(path, line, "layers", f'"{name}" is not named from src/ on, as in "base/bytes.h"')
            elif target == "tests" and top == "src":
                yield Violation(path, line, "layers", f'the product includes "{name}" of the tests')
            elif target != "tests" and target not in allowed:
                yield Violation(path, line, "layers", f'{folder} includes "{name}"; it may include {sorted(allowed)}')


def libraries(tree: Tree) -> Iterator[Violation]:
    for path in tree.matching(SOURCE):
        for line, bracket, name in includes(tree, path):
            for library in LIBRARIES if bracket == "<" else []:
                if not re.match(library.header + r"($|(?<=/))", name):
                    continue
                if not re.match(library.where, path.removeprefix("src/")):
                    yield Violation(path, line, "libraries", f"<{name}>: {library.why}")
                break


def file_sizes(tree: Tree) -> Iterator[Violation]:
    for path in tree.matching(CODE):
        limit = MAX_FILE_LINES if path.startswith("src/") else MAX_TEST_FILE_LINES
        if path not in LARGE and len(tree.lines(path)) > limit:
            yield Violation(path, limit, "file-size", f"more than {limit} lines: split it by a noun")


def functions(code: str) -> Iterator[tuple[str, int, int]]:
    """Name, first and last position of each outermost function's body; a guess from brackets, good enough here."""
    depth, begun_at, start, name = 0, 0, 0, ""
    for match in re.finditer(r"[{};]|\b(?:public|private|protected):", code):
        char = match[0]
        if char == "{":
            head = code[begun_at:match.start()]
            if name:
                depth += 1
            elif found := function_name(head):
                name, depth, start = found, 1, match.start()
        elif char == "}" and name:
            depth -= 1
            if depth == 0:
                yield name, start, match.start()
                name = ""
        if not name:
            begun_at = match.end()


def function_name(head: str) -> str:
    """The name where what stands before a brace begins a function, else nothing."""
    head = re.sub(r"^\s*#.*$", "", head, flags=re.MULTILINE)
    if re.search(r"\b(namespace|class|struct|union|enum)\s[^()]*$", head) or "(" not in head:
        return ""
    match = re.search(r"([\w:~]+|operator\W{1,3})\s*\(", re.sub(r"<[^<>()]*>|__attribute__\(\(.*?\)\)\)?", "", head))
    if not match or match[1] in {"if", "for", "while", "switch", "catch", "requires", "decltype"}:
        return ""
    return match[1].split("::")[-1] if re.search(r"[)\w>}\s]$", head) else ""


def function_sizes(tree: Tree) -> Iterator[Violation]:
    for path in tree.matching(SOURCE):
        code = without_comments(tree.text(path))
        for name, start, end in functions(code):
            size = code.count("\n", start, end) - 1
            if size > MAX_FUNCTION_LINES and f"{path}:{name}" not in LARGE:
                yield Violation(path, line_of(code, start), "function-size",
                                f"{name} has {size} lines; {MAX_FUNCTION_LINES} fit a screen")


def banned_words(tree: Tree) -> Iterator[Violation]:
    for path in tree.paths:
        if NO_WORDS.match(path) or Path(path).suffix in BINARY:
            continue
        rules = [word for word in WORDS if re.match(word.where, path) and path not in word.allowed]
        code = without_comments(tree.text(path)) if any(word.in_code for word in rules) else ""
        for word in rules:
            text = code if word.in_code else tree.text(path)
            for match in re.finditer(word.pattern, text):
                yield Violation(path, line_of(text, match.start()), "banned-word", f"`{match[0].strip()}`: {word.why}")


def handlers(tree: Tree) -> Iterator[Violation]:
    table = "src/broker/api_table.cc"
    rows = without_comments(tree.text(table)) if table in tree.paths else ""
    served = set(re.findall(r"\bserve_(?!waiting\b)\w+", rows))
    for path in tree.matching(r"src/broker/handlers/.*\.cc$"):
        match = re.fullmatch(r"(\d\d)_([a-z_]+)\.cc", path.split("/")[-1])
        if not match:  # what several handlers share
            if re.search(r"\bserve_\w+\(", without_comments(tree.text(path))):
                yield Violation(path, 1, "handlers", "a handler is named by its API: NN_api_name.cc")
            continue
        header = f"src/protocol/messages/{match[1]}_{match[2]}.h"
        if header not in tree.paths:
            yield Violation(path, 1, "handlers", f"its message is not declared: {header}")
        if f"serve_{match[2]}" not in served:
            yield Violation(path, 1, "handlers", f"no row in {table} has serve_{match[2]}")
    written = {path.split("/")[-1][3:-3] for path in tree.matching(r"src/broker/handlers/\d\d_.*\.cc$")}
    for row in sorted(served):
        if row.removeprefix("serve_") not in written:
            yield Violation(table, 1, "handlers", f"{row} has no file src/broker/handlers/NN_{row.removeprefix('serve_')}.cc")


def messages(tree: Tree) -> Iterator[Violation]:
    for path in tree.matching(r"src/protocol/messages/\d+_.*\.h$"):
        key = str(int(path.split("/")[-1].split("_")[0]))
        for match in re.finditer(r"\.api_key = (-?\d+)", tree.text(path)):
            if match[1] != key:
                yield Violation(path, line_of(tree.text(path), match.start()), "messages",
                                f"declares API key {match[1]}, and its name says {key}")


def headers(tree: Tree) -> Iterator[Violation]:
    for path in tree.matching(r"(src|tests)/.*\.h$"):
        lines = tree.lines(path)
        if not lines or lines[0] != "#pragma once":
            yield Violation(path, 1, "headers", "begins with #pragma once")
        if path.startswith("tests/"):
            continue
        if not any(re.match(r"\s*//", line) for line in lines):
            yield Violation(path, 1, "headers", "no comment says what this is")
        for number, line in enumerate(lines):
            # A class that implements an interface is explained there.
            if not re.match(r"class \w+( final)?( \{|$)", line):
                continue
            before = number - 1
            while before >= 0 and re.match(r"template|\s+requires", lines[before]):
                before -= 1
            if before < 0 or not lines[before].startswith("///"):
                yield Violation(path, number + 1, "headers", f"no comment (///) above `{line.rstrip(' {')}`")


def links(tree: Tree) -> Iterator[Violation]:
    for path in tree.matching(r".*\.md$"):
        for match in re.finditer(r"\]\(([^)#\s]+)[^)]*\)", tree.text(path)):
            target = match[1]
            if "://" not in target and not ((tree.root / path).parent / target).exists():
                yield Violation(path, line_of(tree.text(path), match.start()), "links", f"{target} is not there")


RULES: list[Callable[[Tree], Iterator[Violation]]] = [
    layers, libraries, file_sizes, function_sizes, banned_words, handlers, messages, headers, links]


def violations(root: Path) -> list[Violation]:
    tree = Tree(root)
    return sorted(violation for rule in RULES for violation in rule(tree))


def main() -> int:
    found = violations(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve())
    for violation in found:
        print(violation)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
