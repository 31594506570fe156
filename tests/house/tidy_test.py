"""What clang-tidy passed is remembered for as long as nothing changed that it looked at."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "script"))
import tidy  # noqa: E402


class PassedTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "src/log").mkdir(parents=True)
        self.write(".clang-tidy", "Checks: bugprone-*\n")
        self.write("src/log/a.cc", '#include "log/a.h"\n')
        self.write("src/log/a.h", '#include "log/b.h"\n')
        self.write("src/log/b.h", "int b;\n")
        passed = self.passed()
        passed.remember(passed.key("src/log/a.cc", "g++"), "src/log/a.cc")

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")

    def passed(self, version: str = "19") -> tidy.Passed:
        return tidy.Passed(self.root, version)

    def knows(self, command: str = "g++", version: str = "19") -> bool:
        passed = self.passed(version)
        return passed.knows(passed.key("src/log/a.cc", command))

    def test_unchanged_is_known(self):
        self.assertTrue(self.knows())

    def test_another_command_or_version_is_not(self):
        self.assertFalse(self.knows(command="g++ -O2"))
        self.assertFalse(self.knows(version="20"))

    def test_a_changed_file_is_not(self):
        for path in ["src/log/a.cc", "src/log/a.h", "src/log/b.h", ".clang-tidy"]:
            with self.subTest(path=path):
                before = (self.root / path).read_text(encoding="utf-8")
                self.write(path, before + "\n// changed\n")
                self.assertFalse(self.knows())
                self.write(path, before)
                self.assertTrue(self.knows())


if __name__ == "__main__":
    unittest.main()
