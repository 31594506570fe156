#include "metadata/config/properties.h"

#include <gtest/gtest.h>

#include "tests/support/memory_file_system.h"

namespace moldau::metadata {
namespace {

ConfigMap parse(std::string_view text) {
  return parse_properties(text, "server.properties").value();
}

TEST(Properties, take_equals_colon_or_space_between_key_and_value) {
  EXPECT_EQ(parse("a=1\nb:2\nc 3\nd = 4\n  e\t:\t5"),
            (ConfigMap{{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}, {"e", "5"}}));
}

TEST(Properties, keep_further_separators_and_the_space_at_the_end_in_the_value) {
  EXPECT_EQ(parse("listeners=A://:1\na==b\nc : = d \n"),
            (ConfigMap{{"listeners", "A://:1"}, {"a", "=b"}, {"c", "= d "}}));
}

TEST(Properties, may_have_empty_values) {
  EXPECT_EQ(parse("a=\nb\nc:"), (ConfigMap{{"a", ""}, {"b", ""}, {"c", ""}}));
}

TEST(Properties, skip_comments_and_blank_lines) {
  EXPECT_EQ(parse("# a=1\n  ! b=2\n\n \t\nc=3 # not a comment\n# x \\\nd=4"),
            (ConfigMap{{"c", "3 # not a comment"}, {"d", "4"}}));
}

TEST(Properties, end_lines_in_every_systems_way) {
  EXPECT_EQ(parse("a=1\r\nb=2\rc=3\n"), (ConfigMap{{"a", "1"}, {"b", "2"}, {"c", "3"}}));
}

TEST(Properties, continue_a_line_after_an_odd_number_of_backslashes) {
  EXPECT_EQ(parse("a=1,\\\r\n   2,\\\n\t3\nb=x\\\\\nc=4\\"),
            (ConfigMap{{"a", "1,2,3"}, {"b", "x\\"}, {"c", "4"}}));
}

TEST(Properties, undo_escapes_in_keys_and_values) {
  EXPECT_EQ(parse("a\\=b\\ c=\\t\\n\\r\\f\\x\\:"), (ConfigMap{{"a=b c", "\t\n\r\fx:"}}));
  EXPECT_EQ(parse("a=\\u00e9\\u20AC\\ud83d\\ude00"), (ConfigMap{{"a", "\u00e9\u20ac\U0001F600"}}));
}

TEST(Properties, are_utf8_or_else_latin1) {
  EXPECT_EQ(parse("a=\xC3\xA9"), (ConfigMap{{"a", "\xC3\xA9"}}));
  EXPECT_EQ(parse("a=\xE9"), (ConfigMap{{"a", "\xC3\xA9"}}));
}

TEST(Properties, take_the_last_value_of_a_key) {
  EXPECT_EQ(parse("a=1\na=2"), (ConfigMap{{"a", "2"}}));
}

TEST(Properties, name_file_and_line_of_what_is_wrong) {
  EXPECT_EQ(parse_properties("a=1\n\nb=\\\n \\u12g4", "server.properties").error(),
            "server.properties:3: \\u must be followed by four hexadecimal digits that name a character");
  EXPECT_EQ(parse_properties("=1", "server.properties").error(),
            "server.properties:1: a value without a key");
  EXPECT_FALSE(parse_properties("a=\\u", "f"));
  EXPECT_FALSE(parse_properties("a=\\ud83d", "f"));
}

TEST(Properties, name_the_file_that_is_missing) {
  moldau::testing::MemoryFileSystem files;

  const auto read = read_properties(files, "/etc/server.properties");

  ASSERT_FALSE(read);
  EXPECT_NE(read.error().find("/etc/server.properties"), std::string::npos);
}

}  // namespace
}  // namespace moldau::metadata
