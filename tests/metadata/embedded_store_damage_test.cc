#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <signal.h>
#include <sqlite3.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include "metadata/embedded_store.h"
#include "tests/metadata/temporary_directory.h"

namespace moldau::metadata {
namespace {

Bytes bytes(std::string_view text) {
  return {text.begin(), text.end()};
}

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void overwrite(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(text.data(), static_cast<std::streamsize>(text.size()));
}

void execute(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

class DamagedStoreTest : public ::testing::Test {
 protected:
  std::string file() const { return directory.file("metadata.db"); }

  void fill(int nodes = 200) {
    auto store = open_embedded_store(file());
    ASSERT_TRUE(store) << store.error().message;
    for (int i = 0; i < nodes; ++i) {
      const std::vector<StoreOperation> steps{CreateNode{"/node" + std::to_string(i), Bytes(100, 'x')}};
      ASSERT_TRUE((*store)->multi(steps));
    }
  }

  /// The message of a refusal that left the file as it was.
  std::string refusal() {
    const auto before = content(file());
    const auto store = open_embedded_store(file());
    EXPECT_FALSE(store);
    EXPECT_EQ(content(file()), before);
    if (store) return "";
    EXPECT_NE(store.error().message.find(file()), std::string::npos);
    return store.error().message;
  }

  test::TemporaryDirectory directory;
};

TEST_F(DamagedStoreTest, a_file_that_is_no_database_is_refused_and_kept) {
  overwrite(file(), std::string(8192, 'z'));

  EXPECT_NE(refusal().find("no metadata store"), std::string::npos);
}

TEST_F(DamagedStoreTest, a_damaged_page_is_refused_and_kept) {
  fill();
  auto damaged = content(file());
  ASSERT_GT(damaged.size(), 5 * 4096u);
  for (std::size_t i = 3 * 4096; i < 4 * 4096; ++i) damaged[i] = '\x5a';
  overwrite(file(), damaged);

  EXPECT_NE(refusal().find("damaged"), std::string::npos);
}

TEST_F(DamagedStoreTest, a_truncated_file_is_refused_and_kept) {
  fill();
  overwrite(file(), content(file()).substr(0, 3 * 4096));

  EXPECT_NE(refusal().find("damaged"), std::string::npos);
}

TEST_F(DamagedStoreTest, a_flipped_bit_in_a_nodes_bytes_is_found_when_it_is_read_and_stops_the_store) {
  fill();
  auto damaged = content(file());
  const auto at = damaged.find(std::string(100, 'x'));
  ASSERT_NE(at, std::string::npos);
  damaged[at + 50] = 'y';
  overwrite(file(), damaged);
  auto store = open_embedded_store(file());
  ASSERT_TRUE(store) << store.error().message;

  std::string message;
  for (int i = 0; i < 200 && message.empty(); ++i)
    if (const auto node = (*store)->get("/node" + std::to_string(i)); !node) message = node.error().message;

  EXPECT_NE(message.find("damaged"), std::string::npos);
  EXPECT_EQ((*store)->sync().error().code, StoreErrorCode::kFailed);
  EXPECT_EQ((*store)->get("/").error().code, StoreErrorCode::kFailed);
}

TEST_F(DamagedStoreTest, another_programs_database_is_refused_and_kept) {
  execute(file(), "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");

  EXPECT_NE(refusal().find("another program"), std::string::npos);
}

TEST_F(DamagedStoreTest, a_newer_format_is_refused_by_its_version_and_kept) {
  fill(1);
  execute(file(), "PRAGMA user_version = 99");

  EXPECT_NE(refusal().find("version 99"), std::string::npos);
}

TEST_F(DamagedStoreTest, a_lost_file_whose_write_ahead_log_remains_is_refused_and_the_log_kept) {
  overwrite(file() + "-wal", "something");

  const auto store = open_embedded_store(file());

  ASSERT_FALSE(store);
  EXPECT_NE(store.error().message.find("-wal"), std::string::npos);
  EXPECT_EQ(content(file() + "-wal"), "something");
}

TEST_F(DamagedStoreTest, a_missing_directory_is_named) {
  const auto store = open_embedded_store("/nonexistent/metadata.db");

  ASSERT_FALSE(store);
  EXPECT_NE(store.error().message.find("/nonexistent/metadata.db"), std::string::npos);
}

/// Two nodes that every multi sets to the same number.
struct Twins {
  static StoreResult<void> make(MetadataStore& store) {
    const std::vector<StoreOperation> steps{CreateNode{"/left", bytes("0")},
                                            CreateNode{"/right", bytes("0")}};
    return store.multi(steps);
  }
  static StoreResult<void> set(MetadataStore& store, int value) {
    const auto text = bytes(std::to_string(value));
    const std::vector<StoreOperation> steps{SetNode{"/left", text},
                                            CreateNode{"/n" + std::to_string(value), Bytes(3000)},
                                            SetNode{"/right", text}};
    return store.multi(steps);
  }
  /// The number, or -1 where the two differ.
  static int value(MetadataStore& store) {
    const auto left = store.get("/left"), right = store.get("/right");
    if (!left || !right || left->bytes != right->bytes) return -1;
    const auto number = std::stoi(std::string(as_text(left->bytes)));
    const auto last = store.get("/n" + std::to_string(number)),
               next = store.get("/n" + std::to_string(number + 1));
    return (number == 0 || last) && !next ? number : -1;
  }
};

TEST_F(DamagedStoreTest, a_write_ahead_log_cut_anywhere_leaves_whole_multis) {
  auto store = open_embedded_store(file());
  ASSERT_TRUE(store && Twins::make(**store));
  for (int i = 1; i <= 20; ++i) ASSERT_TRUE(Twins::set(**store, i));
  const auto database = content(file()), log = content(file() + "-wal");
  ASSERT_GT(log.size(), 20 * 4096u);

  int last = 0;
  for (std::size_t size = log.size() / 2; size < log.size(); size += 1999) {
    const auto copy = directory.file("copy" + std::to_string(size));
    overwrite(copy, database);
    overwrite(copy + "-wal", log.substr(0, size));
    auto cut = open_embedded_store(copy);
    ASSERT_TRUE(cut) << cut.error().message;
    const auto value = Twins::value(**cut);
    EXPECT_GE(value, last);
    last = value;
  }
  EXPECT_GE(last, 19);
}

/// A log with so many multis of some frames each, and the database that it belongs to.
struct Written {
  std::string database, log;
};

constexpr std::size_t kLogHeader = 32, kFrame = 24 + 4096;

class DamagedLogTest : public DamagedStoreTest {
 protected:
  void SetUp() override {
    auto store = open_embedded_store(file());
    ASSERT_TRUE(store && Twins::make(**store));
    for (int i = 1; i <= 12; ++i) ASSERT_TRUE(Twins::set(**store, i));
    written = {content(file()), content(file() + "-wal")};
    ASSERT_EQ((written.log.size() - kLogHeader) % kFrame, 0u);
    for (auto at = kLogHeader; at < written.log.size(); at += kFrame)
      if (std::string_view(written.log).substr(at + 4, 4) != std::string_view("\0\0\0", 4))
        commits.push_back(at + kFrame);
    ASSERT_GE(commits.size(), 13u);
  }
  /// The refusal of a store with such a log, which is kept; empty where it opens, with the value of its
  /// twins.
  std::string refusal_with(const std::string& log) {
    const auto copy = directory.file("copy");
    for (const auto* ending : {"", "-wal"}) std::filesystem::remove(copy + ending);
    overwrite(copy, written.database);
    overwrite(copy + "-wal", log);
    const auto store = open_embedded_store(copy);
    if (store) value = Twins::value(**store);
    if (store) return "";
    EXPECT_EQ(content(copy + "-wal"), log);
    return store.error().message;
  }

  Written written;
  /// Where each transaction ends.
  std::vector<std::size_t> commits;
  int value = 0;
};

TEST_F(DamagedLogTest, a_flipped_bit_in_front_of_the_last_transaction_is_refused_and_kept) {
  const auto last = commits.at(commits.size() - 2);
  for (std::size_t at = 0; at < last; at += at < kLogHeader ? 1 : 6007)
    for (const int bit : {0x01, 0x10}) {
      auto damaged = written.log;
      damaged[at] = static_cast<char>(damaged[at] ^ bit);

      EXPECT_NE(refusal_with(damaged).find("copy-wal: cannot open: it is damaged"), std::string::npos)
          << at << " " << bit;
    }
}

TEST_F(DamagedLogTest, a_last_transaction_that_a_power_cut_tore_is_forgotten) {
  const auto begin = commits.at(commits.size() - 2);
  for (unsigned lost = 1; lost < 64; ++lost) {
    auto torn = written.log;
    for (std::size_t at = begin; at < torn.size(); ++at)
      if ((lost >> (at / 4096 - begin / 4096) & 1) != 0) torn[at] = '\0';

    EXPECT_EQ(refusal_with(torn), "") << lost;
    EXPECT_GE(value, 11) << lost;
  }
}

TEST_F(DamagedLogTest, what_is_left_of_an_earlier_log_is_not_looked_at) {
  auto begun_anew = written.log;
  for (std::size_t at = commits.at(3); at < begun_anew.size(); at += kFrame) begun_anew[at + 8] ^= 1;

  EXPECT_EQ(refusal_with(begun_anew), "");
  EXPECT_EQ(value, 2);
}

/// Sets the twins until it is killed, telling the pipe of each multi that is done.
[[noreturn]] void write_until_killed(const std::string& file, int pipe) {
  auto store = open_embedded_store(file);
  if (!store) _exit(1);
  for (int i = Twins::value(**store) + 1;; ++i) {
    if (!Twins::set(**store, i)) _exit(1);
    if (write(pipe, &i, sizeof i) != sizeof i) _exit(1);
  }
}

TEST_F(DamagedStoreTest, a_killed_process_leaves_every_multi_that_returned_and_none_by_half) {
  {
    auto store = open_embedded_store(file());
    ASSERT_TRUE(store && Twins::make(**store));
  }
  for (int round = 1; round <= 5; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const auto child = fork();
    if (child == 0) write_until_killed(file(), ends[1]);
    close(ends[1]);
    int acknowledged = 0;
    for (int i = 0; i < round * 7; ++i)
      ASSERT_EQ(read(ends[0], &acknowledged, sizeof acknowledged), static_cast<ssize_t>(sizeof acknowledged));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    for (int more = 0; read(ends[0], &more, sizeof more) == sizeof more;) acknowledged = more;
    close(ends[0]);

    auto store = open_embedded_store(file());
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_GE(Twins::value(**store), acknowledged);
  }
}

}  // namespace
}  // namespace moldau::metadata
