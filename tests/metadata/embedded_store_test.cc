#include "metadata/embedded_store.h"

#include <gtest/gtest.h>
#include <string>

#include "tests/metadata/temporary_directory.h"

namespace moldau::metadata {
namespace {

Bytes bytes(std::string_view text) {
  return {text.begin(), text.end()};
}

class EmbeddedStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { reopen(); }

  void reopen() {
    store.reset();
    auto opened = open_embedded_store(file());
    ASSERT_TRUE(opened) << opened.error().message;
    store = std::move(*opened);
  }
  std::string file() const { return directory.file("metadata.db"); }

  StoreResult<void> multi(std::vector<StoreOperation> steps) { return store->multi(steps); }
  void make(const std::string& path, std::string_view content = "") {
    ASSERT_TRUE(multi({CreateNode{path, bytes(content)}}));
  }
  std::string text(std::string_view path) {
    const auto node = store->get(path);
    return node ? std::string(as_text(node->bytes)) : std::string(name(node.error().code));
  }
  std::int32_t version(std::string_view path) { return store->get(path)->version; }
  static StoreErrorCode code(const StoreResult<void>& result) { return result.error().code; }

  test::TemporaryDirectory directory;
  std::unique_ptr<MetadataStore> store;
};

TEST_F(EmbeddedStoreTest, a_new_store_has_an_empty_root) {
  EXPECT_EQ(store->get("/")->version, 0);
  EXPECT_EQ(*store->children("/"), std::vector<std::string>{});
}

TEST_F(EmbeddedStoreTest, a_created_node_has_its_bytes_and_version_0) {
  make("/a", "one");

  EXPECT_EQ(text("/a"), "one");
  EXPECT_EQ(version("/a"), 0);
}

TEST_F(EmbeddedStoreTest, bytes_may_be_none_or_any) {
  make("/none");
  ASSERT_TRUE(multi({CreateNode{"/any", {0, 255, 0, 1}}}));

  EXPECT_EQ(store->get("/none")->bytes, Bytes{});
  EXPECT_EQ(store->get("/any")->bytes, (Bytes{0, 255, 0, 1}));
}

TEST_F(EmbeddedStoreTest, each_set_raises_the_version_and_leaves_the_parents_alone) {
  make("/a");
  make("/a/b", "one");

  ASSERT_TRUE(multi({SetNode{"/a/b", bytes("two")}}));
  ASSERT_TRUE(multi({SetNode{"/a/b", bytes("three"), 1}}));

  EXPECT_EQ(text("/a/b"), "three");
  EXPECT_EQ(version("/a/b"), 2);
  EXPECT_EQ(version("/a"), 0);
}

TEST_F(EmbeddedStoreTest, a_node_made_again_starts_at_version_0) {
  make("/a");
  ASSERT_TRUE(multi({SetNode{"/a", bytes("x")}, DeleteNode{"/a", 1}, CreateNode{"/a", bytes("y")}}));

  EXPECT_EQ(version("/a"), 0);
}

TEST_F(EmbeddedStoreTest, children_are_names_in_order_and_no_grandchildren) {
  for (const auto* path : {"/p", "/p/b", "/p/a", "/p/a/x", "/p.other", "/p/c"}) make(path);

  EXPECT_EQ(*store->children("/p"), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(*store->children("/"), (std::vector<std::string>{"p", "p.other"}));
}

TEST_F(EmbeddedStoreTest, get_many_answers_each_path_by_itself) {
  make("/a", "one");

  const std::vector<std::string> paths{"/a", "/missing", "/"};
  const auto nodes = store->get_many(paths);

  ASSERT_EQ(nodes.size(), 3u);
  EXPECT_EQ(nodes[0]->bytes, bytes("one"));
  EXPECT_EQ(nodes[1].error().code, StoreErrorCode::kNoNode);
  EXPECT_TRUE(nodes[2]);
}

TEST_F(EmbeddedStoreTest, what_is_not_there_is_no_node) {
  EXPECT_EQ(store->get("/x").error().code, StoreErrorCode::kNoNode);
  EXPECT_EQ(store->children("/x").error().code, StoreErrorCode::kNoNode);
  EXPECT_EQ(code(multi({CheckNode{"/x"}})), StoreErrorCode::kNoNode);
  EXPECT_EQ(code(multi({SetNode{"/x", {}}})), StoreErrorCode::kNoNode);
  EXPECT_EQ(code(multi({DeleteNode{"/x"}})), StoreErrorCode::kNoNode);
  EXPECT_EQ(code(multi({CreateNode{"/x/y", {}}})), StoreErrorCode::kNoNode);
}

TEST_F(EmbeddedStoreTest, a_node_is_not_created_twice) {
  make("/a", "one");

  const auto again = multi({CreateNode{"/a", bytes("two")}});

  EXPECT_EQ(code(again), StoreErrorCode::kNodeExists);
  EXPECT_NE(again.error().message.find("/a"), std::string::npos);
  EXPECT_EQ(text("/a"), "one");
}

TEST_F(EmbeddedStoreTest, check_set_and_delete_refuse_another_version) {
  make("/a");

  EXPECT_EQ(code(multi({CheckNode{"/a", 1}})), StoreErrorCode::kBadVersion);
  EXPECT_EQ(code(multi({SetNode{"/a", {}, 7}})), StoreErrorCode::kBadVersion);
  EXPECT_EQ(code(multi({DeleteNode{"/a", 1}})), StoreErrorCode::kBadVersion);
  EXPECT_TRUE(multi({CheckNode{"/a", 0}}));
}

TEST_F(EmbeddedStoreTest, a_node_with_children_is_not_deleted_before_them) {
  make("/a");
  make("/a/b");

  EXPECT_EQ(code(multi({DeleteNode{"/a"}})), StoreErrorCode::kNotEmpty);
  EXPECT_TRUE(multi({DeleteNode{"/a/b"}, DeleteNode{"/a"}}));
}

TEST_F(EmbeddedStoreTest, the_root_is_not_deleted) {
  EXPECT_EQ(code(multi({DeleteNode{"/"}})), StoreErrorCode::kBadPath);
}

TEST_F(EmbeddedStoreTest, paths_are_checked) {
  for (const auto* path : {"", "a", "/a/", "//a", "/a//b", "/.", "/a/../b", "/a\n"}) {
    EXPECT_EQ(code(multi({CreateNode{path, {}}})), StoreErrorCode::kBadPath) << path;
    EXPECT_EQ(store->get(path).error().code, StoreErrorCode::kBadPath) << path;
  }
}

TEST_F(EmbeddedStoreTest, a_multi_that_fails_at_its_last_step_does_nothing_and_says_which) {
  make("/a", "one");

  const auto done = multi({SetNode{"/a", bytes("two")}, CreateNode{"/b", {}}, CreateNode{"/b/c", {}},
                           DeleteNode{"/b/c"}, CheckNode{"/a", 5}});

  EXPECT_EQ(code(done), StoreErrorCode::kBadVersion);
  EXPECT_EQ(done.error().operation, 4u);
  EXPECT_EQ(text("/a"), "one");
  EXPECT_EQ(version("/a"), 0);
  EXPECT_EQ(text("/b"), "no node");
}

TEST_F(EmbeddedStoreTest, steps_see_what_steps_before_them_did) {
  EXPECT_TRUE(multi({CreateNode{"/a", {}}, CreateNode{"/a/b", {}}, SetNode{"/a/b", bytes("x"), 0},
                     CheckNode{"/a/b", 1}, DeleteNode{"/a/b", 1}, DeleteNode{"/a"}}));
}

TEST_F(EmbeddedStoreTest, a_node_and_a_multi_have_bounds) {
  const Bytes large(MetadataStore::kMaxNodeBytes + 1), half(MetadataStore::kMaxNodeBytes);

  EXPECT_EQ(code(multi({CreateNode{"/a", large}})), StoreErrorCode::kTooLarge);
  EXPECT_EQ(code(multi({CreateNode{"/a", half}, CreateNode{"/b", half}})), StoreErrorCode::kTooLarge);
  EXPECT_TRUE(multi({CreateNode{"/a", half}}));
}

TEST_F(EmbeddedStoreTest, everything_is_there_after_reopening_but_ephemeral_nodes) {
  ASSERT_TRUE(multi(
      {CreateNode{"/a", bytes("one")}, SetNode{"/a", bytes("two")}, CreateNode{"/a/session", {}, true}}));
  EXPECT_EQ(*store->children("/a"), std::vector<std::string>{"session"});

  reopen();

  EXPECT_EQ(text("/a"), "two");
  EXPECT_EQ(version("/a"), 1);
  EXPECT_EQ(*store->children("/a"), std::vector<std::string>{});
}

TEST_F(EmbeddedStoreTest, an_ephemeral_node_has_no_children_and_stays_ephemeral_when_set) {
  ASSERT_TRUE(multi({CreateNode{"/e", {}, true}, SetNode{"/e", bytes("x")}}));

  EXPECT_EQ(code(multi({CreateNode{"/e/c", {}}})), StoreErrorCode::kNoChildrenForEphemerals);

  reopen();
  EXPECT_EQ(text("/e"), "no node");
}

TEST_F(EmbeddedStoreTest, a_watch_is_told_of_changes_of_its_node_and_of_its_children) {
  make("/a");
  int calls = 0;
  const auto watch = store->watch("/a", [&] { ++calls; });

  make("/other");
  EXPECT_EQ(calls, 0);
  ASSERT_TRUE(multi({SetNode{"/a", {}}}));
  EXPECT_EQ(calls, 1);
  make("/a/b");
  EXPECT_EQ(calls, 2);
  ASSERT_TRUE(multi({SetNode{"/a/b", {}}}));
  EXPECT_EQ(calls, 2);
  ASSERT_TRUE(multi({DeleteNode{"/a/b"}, DeleteNode{"/a"}}));
  EXPECT_EQ(calls, 3);
  make("/a");
  EXPECT_EQ(calls, 4);
}

TEST_F(EmbeddedStoreTest, a_watch_is_not_told_of_what_did_not_happen) {
  make("/a");
  int calls = 0;
  const auto watch = store->watch("/a", [&] { ++calls; });

  EXPECT_FALSE(multi({SetNode{"/a", {}}, CheckNode{"/missing"}}));
  EXPECT_TRUE(multi({CheckNode{"/a"}}));

  EXPECT_EQ(calls, 0);
}

TEST_F(EmbeddedStoreTest, a_watch_may_end_itself_and_may_outlive_the_store) {
  make("/a");
  int calls = 0;
  std::unique_ptr<StoreWatch> once = store->watch("/a", [&] { ++calls, once.reset(); });
  const auto longer = store->watch("/a", [] {});

  ASSERT_TRUE(multi({SetNode{"/a", {}}}));
  ASSERT_TRUE(multi({SetNode{"/a", {}}}));
  store.reset();

  EXPECT_EQ(calls, 1);
}

TEST_F(EmbeddedStoreTest, a_file_that_is_open_is_not_opened_twice) {
  const auto second = open_embedded_store(file());

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, StoreErrorCode::kFailed);
  EXPECT_NE(second.error().message.find(file()), std::string::npos);
  EXPECT_NE(second.error().message.find("another process has it open"), std::string::npos);
}

}  // namespace
}  // namespace moldau::metadata
