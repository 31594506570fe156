"""Plants one violation of each rule in a small tree, and requires that the lint finds it and nothing else."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "script"))
import house_lint  # noqa: E402

HEADER = "#pragma once\n\nnamespace moldau {\n\n/// A thing.\nclass Thing {\n};\n\n}  // namespace moldau\n"
TABLE = "constexpr ApiEntry kTable[] = {entry<HeartbeatRequest>(serve_heartbeat)};\n"


class HouseLintTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def plant(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def expect_clean(self) -> None:
        self.assertEqual([str(found) for found in house_lint.violations(self.root)], [])

    def expect(self, rule: str, path: str, line: int = 1) -> None:
        found = house_lint.violations(self.root)
        self.assertEqual([(each.rule, each.path, each.line) for each in found], [(rule, path, line)], found)

    def refuses(self, rule: str, path: str, text: str, line: int = 1) -> None:
        with self.subTest(path=path, text=text):
            self.plant(path, text)
            self.expect(rule, path, line)
            (self.root / path).unlink()

    def accepts(self, path: str, text: str) -> None:
        with self.subTest(path=path, text=text):
            self.plant(path, text)
            self.expect_clean()
            (self.root / path).unlink()

    def test_a_layer_includes_only_what_is_below(self):
        for path, name in [("src/log/a.cc", "coord/group.h"), ("src/coord/a.cc", "log/log.h"), ("src/base/a.cc", "protocol/a.h"),
                           ("src/protocol/records/a.cc", "log/log.h"), ("src/metadata/a.cc", "broker/broker.h"),
                           ("src/broker/a.cc", "http/metrics.h"), ("src/log/a.cc", "log.h"), ("src/log/a.cc", "tests/support/disk.h"),
                           ("tests/coord/a.cc", "log/log.h")]:
            self.refuses("layers", path, f'#include "{name}"\n')
        self.refuses("layers", "src/misc/a.cc", "\n")
        self.accepts("src/metadata/a.cc", '#include "log/log.h"\n#include "coord/group.h"\n')
        self.accepts("src/broker/main.cc", '#include "http/metrics.h"\n')
        self.accepts("tests/log/a.cc", '#include "tests/support/disk.h"\n#include "log/log.h"\n')

    def test_a_library_stays_in_its_folder(self):
        for path, name in [("src/log/a.cc", "boost/asio/post.hpp"), ("src/broker/a.cc", "boost/beast/core.hpp"),
                           ("src/log/a.cc", "spdlog/spdlog.h"), ("src/broker/a.cc", "sqlite3.h"), ("src/log/a.cc", "zstd.h"),
                           ("src/broker/a.cc", "lz4frame.h"), ("src/log/a.cc", "snappy.h"), ("src/base/a.cc", "zlib.h"),
                           ("src/broker/a.cc", "nlohmann/json.hpp"), ("src/coord/a.cc", "fstream"), ("src/coord/a.cc", "mutex"),
                           ("src/metadata/a.cc", "openssl/ssl.h")]:
            self.refuses("libraries", path, f"#include <{name}>\n")
        self.accepts("src/broker/a.cc", "#include <boost/asio/post.hpp>\n#include <mutex>\n")
        self.accepts("src/base/diag.cc", "#include <spdlog/spdlog.h>\n")
        self.accepts("src/protocol/records/a.cc", "#include <zstd.h>\n#include <lz4frame.h>\n")

    def test_a_file_is_not_long(self):
        self.refuses("file-size", "src/log/a.cc", "\n" * 401, line=400)
        self.refuses("file-size", "tests/log/a.cc", "\n" * 801, line=800)
        self.accepts("src/log/a.cc", "\n" * 400)

    def test_a_function_fits_a_screen(self):
        def body(lines: int) -> str:
            return "  if (x) {\n  }\n" * (lines // 2)

        for head in ["void f(int x) {", "LogResult<std::optional<int>> Log::read(int x) const {", "Log::Log(int x) : x_(x) {",
                     "bool operator==(const A& x, const A& y) {", "auto f(int x) -> int {"]:
            self.refuses("function-size", "src/log/a.cc", f"namespace moldau {{\n{head}\n{body(62)}}}\n}}\n", line=2)
        self.refuses("function-size", "src/log/a.h", HEADER.replace("};", f"  void f(int x) {{\n{body(62)}  }}\n}};"), line=7)
        self.accepts("src/log/a.cc", f"namespace moldau {{\nvoid f(int x) {{\n{body(60)}}}\nvoid g(int x) {{\n{body(60)}}}\n}}\n")

    def test_words_that_are_banned(self):
        for text in ["std::regex r;", "using namespace std;", "auto* x = new Thing;", "delete x;", "delete[] x;", "malloc(8);",
                     "reinterpret_cast<int*>(x);", "const_cast<int*>(x);", "assert(x);", "std::cout << x;", "printf(x);",
                     "auto x = std::chrono::steady_clock::now();", "co_await x;", "int x;  // NOLINT", "int x;  // TO" "DO: y",
                     "// see /wo" "rk/x", "// see /tm" "p/x", "const auto x = \"/ho" "me/x\";"]:
            self.refuses("banned-word", "src/log/a.cc", f"\n{text}\n", line=2)
        for text in ["if (x && !co_await y()) return;", "co_return x || co_await y();"]:
            self.refuses("banned-word", "src/broker/a.cc", f"\n{text}\n", line=2)
        for text in ["std::this_thread::sleep_for(x);", "EXPECT_TRUE(true);", "ASSERT_FALSE(false);", "SUCCEED();", "GTEST_SKIP();",
                     "TEST(Log, DISABLED_appends) {}"]:
            self.refuses("banned-word", "tests/log/a.cc", f"\n{text}\n", line=2)
        for text in ["https://regis" "try.example.org/a", "GOPRO" "XY=off", "pip install --index" "-url x", "FIX" "ME"]:
            self.refuses("banned-word", "docs/a.md", text)

    def test_words_are_fine_where_they_belong(self):
        self.accepts("src/log/a.cc", '// a new segment; delete none\nconst auto x = "assert(new Thing)";\n')
        self.accepts("src/log/a.cc", "std::unique_ptr<Log> log(new Log(x));\nstate_.reset(new State{x});\nLog(const Log&) = delete;\nstatic_assert(x);\n")
        self.accepts("src/log/a.cc", "int x = 1'000'000;  // 'new Thing'\nint y = x;  // NOLINT(bugprone-x): why\n")
        self.accepts("src/base/bytes.h", HEADER + "auto x = reinterpret_cast<int*>(y);\n")
        self.accepts("src/broker/a.cc", "co_await x;\nauto x = Clock::now();\n")
        self.accepts("src/broker/main.cc", "printf(x);\n")

    def test_a_handler_has_its_message_and_its_row(self):
        self.plant("src/broker/api_table.cc", TABLE)
        self.plant("src/broker/handlers/12_heartbeat.cc", "\n")
        self.plant("src/protocol/messages/12_heartbeat.h", HEADER + ".api_key = 12\n")
        self.plant("src/protocol/messages/13_leave_group.h", HEADER)
        self.expect_clean()
        self.refuses("handlers", "src/broker/handlers/heartbeat.cc", "Served serve_heartbeat(x);\n")
        self.accepts("src/broker/handlers/endpoint.cc", "\n")
        self.refuses("handlers", "src/broker/handlers/13_leave_group.cc", "\n")
        self.plant("src/broker/api_table.cc", TABLE + "api<SyncGroupRequest>(serve_sync_group);\n")
        self.expect("handlers", "src/broker/api_table.cc")
        self.refuses("handlers", "src/broker/handlers/14_sync_group.cc", "\n")

    def test_a_message_has_the_key_of_its_file(self):
        self.refuses("messages", "src/protocol/messages/12_heartbeat.h", HEADER + ".api_key = 13\n", line=10)

    def test_a_header_says_what_it_is(self):
        self.refuses("headers", "src/log/a.h", HEADER.replace("#pragma once", "// once"))
        self.refuses("headers", "src/log/a.h", "#pragma once\n")
        self.refuses("headers", "src/log/a.h", HEADER + "\nclass Other {\n};\n", line=11)
        self.accepts("src/log/a.h", HEADER + "\nclass Other;\nclass Impl final : public Thing {\n};\n")
        self.accepts("src/log/a.h", HEADER + "\n/// One.\ntemplate <class T>\n  requires true\nclass Other {\n};\n")

    def test_a_link_leads_somewhere(self):
        self.refuses("links", "README.md", "see\n[the map](MAP.md)\n", line=2)
        self.plant("docs/map.md", "[up](../README.md#top) [out](https://example.org/x)\n")
        self.accepts("README.md", "[the map](docs/map.md)\n")


if __name__ == "__main__":
    unittest.main()
