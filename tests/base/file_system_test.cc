#include "base/file_system.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/support/eventually.h"
#include "tests/support/memory_file_system.h"

namespace moldau {
namespace {

using ::testing::HasSubstr;

enum class Disk { kReal, kMemory };

/// What every disk must do, the real one and the one that tests use.
class FileSystemTest : public ::testing::TestWithParam<Disk> {
 protected:
  FileSystemTest() {
    if (GetParam() == Disk::kMemory) {
      root = "/root";
      EXPECT_TRUE(memory_.create_directories(root));
    } else {
      root = ::testing::TempDir() + "moldau-base-XXXXXX";
      EXPECT_NE(::mkdtemp(root.data()), nullptr);
    }
  }
  ~FileSystemTest() override {
    if (GetParam() == Disk::kReal) std::filesystem::remove_all(root);
  }
  FileSystem& disk() {
    return GetParam() == Disk::kMemory ? static_cast<FileSystem&>(memory_) : posix_file_system();
  }
  std::string path(const std::string& name) const { return root + "/" + name; }
  std::unique_ptr<File> create(const std::string& name, std::string_view text = "") {
    auto file = disk().open(path(name), OpenMode::kCreate);
    EXPECT_TRUE(file);
    if (!text.empty()) EXPECT_TRUE((*file)->write_at(as_bytes(text), 0));
    return std::move(*file);
  }
  std::string text_of(const std::string& name) {
    const auto bytes = disk().read_file(path(name));
    return bytes ? std::string(as_text(*bytes)) : bytes.error().to_string();
  }

  std::string root;

 private:
  testing::MemoryFileSystem memory_;
};

INSTANTIATE_TEST_SUITE_P(Disks, FileSystemTest, ::testing::Values(Disk::kReal, Disk::kMemory),
                         [](const auto& each) { return each.param == Disk::kReal ? "real" : "memory"; });

/// What a file's mapping says of a range.
bool is_mapped(int descriptor, std::size_t position, std::size_t size) {
  auto* memory = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, static_cast<off_t>(position));
  EXPECT_NE(memory, MAP_FAILED);
  std::vector<unsigned char> pages(size / static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)));
  EXPECT_EQ(::mincore(memory, size, pages.data()), 0);
  ::munmap(memory, size);
  return std::ranges::all_of(pages, [](auto page) { return (page & 1) != 0; });
}

TEST(PosixFileSystem, knows_what_the_disk_alone_has) {
  constexpr std::size_t kMiB = 1 << 20;
  auto path = ::testing::TempDir() + "moldau-base-XXXXXX";
  const int descriptor = ::mkstemp(path.data());
  ASSERT_GE(descriptor, 0);
  Bytes content(3 * kMiB, 'x');
  const auto file = posix_file_system().open(path, OpenMode::kReadWrite);
  ASSERT_TRUE(file && (*file)->write_at(content, 0));
  EXPECT_TRUE((*file)->in_memory(0, content.size()));
  std::uint8_t byte;
  const iovec into{.iov_base = &byte, .iov_len = 1};
  const bool can_ask = ::preadv2(descriptor, &into, 1, 0, RWF_NOWAIT) == 1;
  ASSERT_TRUE((*file)->sync());

  // A look makes the system read: each has what was dropped anew.
  for (const auto& [position, size] :
       {std::pair{0 * kMiB, 3 * kMiB}, {1 * kMiB, kMiB}, {2 * kMiB, 1 * kMiB}}) {
    ASSERT_EQ(::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED), 0);
    const bool there = !can_ask || is_mapped(descriptor, position, size);  // what is memory alone stays
    EXPECT_EQ((*file)->in_memory(position, size), there) << position;
  }

  ASSERT_TRUE((*file)->read_at(content, 0));
  EXPECT_TRUE((*file)->in_memory(0, content.size()));
  ASSERT_EQ(::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED), 0);
  (*file)->prefetch(0, content.size());
  EXPECT_TRUE(testing::eventually([&] { return is_mapped(descriptor, 0, content.size()); }));
  EXPECT_TRUE((*file)->in_memory(0, content.size()));

  ::close(descriptor);
  std::filesystem::remove(path);
}

TEST_P(FileSystemTest, reads_what_was_written_and_less_only_at_the_end) {
  const auto file = create("a", "0123456789");
  Bytes bytes(4);

  EXPECT_EQ(*file->read_at(bytes, 2), 4u);
  EXPECT_EQ(as_text(bytes), "2345");
  EXPECT_EQ(*file->read_at(bytes, 8), 2u);
  EXPECT_EQ(*file->read_at(bytes, 100), 0u);
}

TEST_P(FileSystemTest, a_write_past_the_end_leaves_zeros_between) {
  const auto file = create("a", "ab");
  ASSERT_TRUE(file->write_at(as_bytes("c"), 4));

  EXPECT_EQ(text_of("a"), std::string("ab\0\0c", 5));
}

TEST_P(FileSystemTest, truncate_makes_a_file_shorter_or_longer_and_reserve_neither) {
  const auto file = create("a", "abcdef");

  ASSERT_TRUE(file->reserve(100'000));
  EXPECT_EQ(*file->size(), 6u);
  ASSERT_TRUE(file->truncate(2));
  EXPECT_EQ(text_of("a"), "ab");
  ASSERT_TRUE(file->truncate(3));
  EXPECT_EQ(text_of("a"), std::string("ab\0", 3));
  EXPECT_EQ(*disk().file_size(path("a")), 3u);
}

TEST_P(FileSystemTest, tells_when_a_file_was_written_to) {
  const auto file = create("a", "old");
  const auto before = disk().modified_ms(path("a"));

  ASSERT_TRUE(file->write_at(as_bytes("new"), 0));

  ASSERT_TRUE(before.has_value());
  EXPECT_GE(disk().modified_ms(path("a")).value(), before.value());
  EXPECT_EQ(disk().modified_ms(path("b")).error().code, ENOENT);
}

TEST_P(FileSystemTest, modes_open_or_create_as_they_say) {
  EXPECT_EQ(disk().open(path("a"), OpenMode::kRead).error().code, ENOENT);
  EXPECT_EQ(disk().open(path("a"), OpenMode::kReadWrite).error().code, ENOENT);
  EXPECT_TRUE(disk().open(path("a"), OpenMode::kCreateNew));
  EXPECT_EQ(disk().open(path("a"), OpenMode::kCreateNew).error().code, EEXIST);
  EXPECT_TRUE(disk().open(path("a"), OpenMode::kCreate));
  EXPECT_EQ((*disk().open(path("a"), OpenMode::kRead))->write_at(as_bytes("x"), 0).error().code, EBADF);
  EXPECT_EQ(disk().open(path("no/such"), OpenMode::kCreate).error().code, ENOENT);
}

TEST_P(FileSystemTest, an_error_names_what_was_tried_on_which_path) {
  const auto failed = disk().open(path("missing"), OpenMode::kRead);

  EXPECT_THAT(failed.error().to_string(), HasSubstr("open " + path("missing")));
  EXPECT_THAT(failed.error().to_string(), HasSubstr("No such file"));
}

TEST_P(FileSystemTest, lists_files_and_directories) {
  create("a");
  ASSERT_TRUE(disk().create_directories(path("d/e")));

  auto entries = disk().list(root);

  ASSERT_TRUE(entries);
  std::ranges::sort(*entries, {}, &DirectoryEntry::name);
  ASSERT_EQ(entries->size(), 2u);
  EXPECT_EQ((*entries)[0].name, "a");
  EXPECT_FALSE((*entries)[0].is_directory);
  EXPECT_EQ((*entries)[1].name, "d");
  EXPECT_TRUE((*entries)[1].is_directory);
  EXPECT_EQ(disk().list(path("missing")).error().code, ENOENT);
}

TEST_P(FileSystemTest, a_rename_replaces_and_keeps_open_files_usable) {
  const auto old = create("a", "new");
  create("b", "old");

  ASSERT_TRUE(disk().rename(path("a"), path("b")));

  EXPECT_EQ(text_of("b"), "new");
  EXPECT_FALSE(*disk().exists(path("a")));
  ASSERT_TRUE(old->write_at(as_bytes("!"), 3));
  EXPECT_EQ(text_of("b"), "new!");
  EXPECT_EQ(disk().rename(path("a"), path("c")).error().code, ENOENT);
}

TEST_P(FileSystemTest, removes_files_that_are_there_or_not_and_whole_trees) {
  create("a");
  EXPECT_TRUE(disk().remove(path("a")));
  EXPECT_TRUE(disk().remove(path("a")));
  EXPECT_FALSE(*disk().exists(path("a")));

  ASSERT_TRUE(disk().create_directories(path("d/e")));
  create("d/e/f");
  EXPECT_TRUE(disk().remove_all(path("d")));
  EXPECT_FALSE(*disk().exists(path("d")));
}

TEST_P(FileSystemTest, a_file_is_written_atomically_beside_and_renamed_over) {
  ASSERT_TRUE(disk().write_file_atomically(path("a"), as_bytes("first, and long")));
  ASSERT_TRUE(disk().write_file_atomically(path("a"), as_bytes("second")));

  EXPECT_EQ(text_of("a"), "second");
  EXPECT_EQ(disk().list(root)->size(), 1u);
}

TEST_P(FileSystemTest, a_lock_is_held_by_one_and_freed_with_its_object) {
  auto lock = disk().lock(path(".lock"));
  ASSERT_TRUE(lock);

  EXPECT_EQ(disk().lock(path(".lock")).error().code, EWOULDBLOCK);
  lock->reset();
  EXPECT_TRUE(disk().lock(path(".lock")));
}

TEST_P(FileSystemTest, syncs_files_and_directories) {
  const auto file = create("a", "x");

  EXPECT_TRUE(file->sync());
  EXPECT_TRUE(disk().sync_directory(root));
  EXPECT_EQ(disk().sync_directory(path("missing")).error().code, ENOENT);
}

}  // namespace
}  // namespace moldau
