#include "metadata/config/meta_properties.h"

#include <gmock/gmock.h>

#include "tests/support/memory_file_system.h"

namespace moldau::metadata {
namespace {

using moldau::testing::MemoryFileSystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class MetaPropertiesFile : public ::testing::Test {
 protected:
  void put(const std::string& log_dir, std::string_view text) {
    ASSERT_TRUE(files.create_directories(log_dir));
    ASSERT_TRUE(files.write_file_atomically(log_dir + "/meta.properties", as_bytes(text)));
  }
  std::string text(const std::string& log_dir) {
    const auto content = files.read_file(log_dir + "/meta.properties");
    return content ? std::string(as_text(*content)) : std::string();
  }
  std::string claim_error(const std::vector<std::string>& log_dirs, const Identity& identity) {
    const auto claimed = claim_log_directories(files, log_dirs, identity);
    return claimed ? "none" : claimed.error();
  }

  MemoryFileSystem files;
};

/// As Kafka 4.4.0 wrote it.
constexpr std::string_view kKafkas =
    "#\n#Tue Nov 24 22:35:38 UTC 2026\nnode.id=1\ndirectory.id=c1_f-vjUciK3x1ofoCUdmw\nversion=1\n"
    "cluster.id=KldD0H3xT52odkSdIxwKCw\n";

TEST_F(MetaPropertiesFile, that_kafka_wrote_is_read) {
  put("/a", kKafkas);

  const auto properties = read_meta_properties(files, "/a").value();

  ASSERT_TRUE(properties);
  EXPECT_EQ(*properties, (MetaProperties{.version = 1,
                                         .cluster_id = "KldD0H3xT52odkSdIxwKCw",
                                         .node_id = 1,
                                         .directory_id = Uuid::parse("c1_f-vjUciK3x1ofoCUdmw")}));
}

TEST_F(MetaPropertiesFile, of_a_zookeeper_cluster_is_read) {
  put("/a", "version=0\nbroker.id=3\ncluster.id=x\n");

  EXPECT_EQ(read_meta_properties(files, "/a").value(),
            (MetaProperties{.version = 0, .cluster_id = "x", .node_id = 3, .directory_id = std::nullopt}));
}

TEST_F(MetaPropertiesFile, is_read_back_as_it_was_written) {
  const MetaProperties properties{.cluster_id = "x", .node_id = 2, .directory_id = Uuid::random()};
  ASSERT_TRUE(files.create_directories("/a"));

  ASSERT_TRUE(write_meta_properties(files, "/a", properties));

  EXPECT_EQ(read_meta_properties(files, "/a").value(), properties);
}

TEST_F(MetaPropertiesFile, may_be_missing) {
  EXPECT_EQ(read_meta_properties(files, "/a").value(), std::nullopt);
}

TEST_F(MetaPropertiesFile, that_is_wrong_is_named) {
  const auto error = [&](std::string_view content) {
    put("/a", content);
    const std::string remedy = "; mend the file, or take its directory out of log.dirs";
    const auto whole = read_meta_properties(files, "/a").error();
    EXPECT_TRUE(whole.ends_with(remedy)) << whole;
    return whole.substr(0, whole.size() - remedy.size());
  };

  EXPECT_EQ(error(""), "/a/meta.properties: version is missing, expected 0 or 1");
  EXPECT_EQ(error("version=2"), "/a/meta.properties: version is 2, expected 0 or 1");
  EXPECT_EQ(error("version=1\nnode.id=1"),
            "/a/meta.properties: cluster.id is missing, expected the id of a cluster");
  EXPECT_EQ(error("version=1\ncluster.id=x"),
            "/a/meta.properties: node.id is missing, expected a number from 0");
  EXPECT_EQ(error("version=1\ncluster.id=x\nnode.id=one"),
            "/a/meta.properties: node.id is one, expected a number from 0");
  EXPECT_EQ(error("version=1\ncluster.id=x\nnode.id=1\ndirectory.id=?"),
            "/a/meta.properties: directory.id is ?, expected an id of 22 characters");
}

TEST_F(MetaPropertiesFile, is_made_in_every_new_log_directory) {
  const auto claimed =
      claim_log_directories(files, {"/a", "/b"}, {.node_id = 4, .cluster_id = std::nullopt}).value();

  EXPECT_TRUE(Uuid::parse(claimed.cluster_id));
  ASSERT_EQ(claimed.directory_ids.size(), 2u);
  EXPECT_NE(claimed.directory_ids[0], claimed.directory_ids[1]);
  EXPECT_EQ(text("/a"), "#\ncluster.id=" + claimed.cluster_id + "\ndirectory.id=" +
                            claimed.directory_ids[0].to_string() + "\nnode.id=4\nversion=1\n");
}

TEST_F(MetaPropertiesFile, lends_its_cluster_id_to_new_directories) {
  put("/b", kKafkas);

  const auto claimed =
      claim_log_directories(files, {"/a", "/b"}, {.node_id = 1, .cluster_id = std::nullopt}).value();

  EXPECT_EQ(claimed.cluster_id, "KldD0H3xT52odkSdIxwKCw");
  EXPECT_EQ(claimed.directory_ids[1].to_string(), "c1_f-vjUciK3x1ofoCUdmw");
  EXPECT_THAT(text("/a"), HasSubstr("cluster.id=KldD0H3xT52odkSdIxwKCw\n"));
}

TEST_F(MetaPropertiesFile, that_is_ours_is_left_as_it_is) {
  put("/a", kKafkas);

  ASSERT_TRUE(claim_log_directories(files, {"/a"}, {.node_id = 1, .cluster_id = std::nullopt}));

  EXPECT_EQ(text("/a"), kKafkas);
}

TEST_F(MetaPropertiesFile, of_another_cluster_stops_the_start_before_anything_is_written) {
  put("/b", kKafkas);

  EXPECT_THAT(
      claim_error({"/a", "/b"}, {.node_id = 1, .cluster_id = "another"}),
      AllOf(
          HasSubstr("/b/meta.properties: cluster.id is KldD0H3xT52odkSdIxwKCw, but this node's is another."),
          HasSubstr("start with CLUSTER_ID=KldD0H3xT52odkSdIxwKCw, or with another directory in log.dirs")));
  EXPECT_EQ(text("/a"), "");
}

TEST_F(MetaPropertiesFile, of_another_node_stops_the_start) {
  put("/a", kKafkas);

  EXPECT_THAT(claim_error({"/a"}, {.node_id = 2, .cluster_id = std::nullopt}),
              AllOf(HasSubstr("/a/meta.properties: node.id is 1, but this node's is 2."),
                    HasSubstr("start with node.id=1, or with another directory in log.dirs")));
}

TEST_F(MetaPropertiesFile, that_is_a_copy_of_another_one_stops_the_start) {
  put("/a", kKafkas);
  put("/b", kKafkas);

  EXPECT_THAT(
      claim_error({"/a", "/b"}, {.node_id = 1, .cluster_id = std::nullopt}),
      HasSubstr("/b/meta.properties: directory.id c1_f-vjUciK3x1ofoCUdmw is another log directory's too"));
}

}  // namespace
}  // namespace moldau::metadata
