#include <gtest/gtest.h>

#include "broker/group_service.h"

namespace moldau::broker {
namespace {

/// As Java's Math.abs("...".hashCode()) % count has it.
TEST(GroupPartition, is_that_of_javas_hash) {
  EXPECT_EQ(group_partition("", 50), 0);
  EXPECT_EQ(group_partition("a", 50), 47);
  EXPECT_EQ(group_partition("my-group", 50), 12);  // of -1906497762
  EXPECT_EQ(group_partition("Grüße", 50), 1);
  EXPECT_EQ(group_partition("日本", 50), 47);
  EXPECT_EQ(group_partition("my-group", 7), 1);
  EXPECT_EQ(group_partition("Grüße", 7), 2);
  EXPECT_EQ(group_partition("日本", 7), 3);
}

TEST(GroupPartition, counts_a_character_outside_the_basic_plane_as_two) {
  EXPECT_EQ(group_partition("😀", 50), 49);  // of 1772899
  EXPECT_EQ(group_partition("g-😀-é", 50), 19);
  EXPECT_EQ(group_partition("😀", 7), 2);
  EXPECT_EQ(group_partition("g-😀-é", 7), 6);
}

TEST(GroupPartition, of_the_smallest_hash_is_the_first) {
  EXPECT_EQ(group_partition("polygenelubricants", 50), 0);  // of -2147483648
  EXPECT_EQ(group_partition("polygenelubricants", 7), 0);
}

TEST(GroupPartition, of_one_is_the_only_one) {
  for (const auto* group : {"", "a", "my-group", "😀"}) EXPECT_EQ(group_partition(group, 1), 0);
}

TEST(GroupPartition, of_what_is_no_text_is_one_of_them) {
  for (const auto* group : {"\xff", "\xf0\x9f", "a\x80z", "\xc3"}) {
    EXPECT_GE(group_partition(group, 50), 0);
    EXPECT_LT(group_partition(group, 50), 50);
  }
}

}  // namespace
}  // namespace moldau::broker
