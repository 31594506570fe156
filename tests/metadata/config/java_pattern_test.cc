#include "metadata/config/java_pattern.h"

#include <gtest/gtest.h>
#include <string>

namespace moldau::metadata {
namespace {

TEST(JavaPattern, takes_what_java_takes) {
  for (const auto* pattern :
       {"",        ".*",     "(a|b)",         "a{2}",        "a{2,}", "a{2,3}?", "[a-z]+",
        "[^a]",    "[]a]",   "[a[b]]",        "[a-z&&[^b]]", "(?i)x", "(?i:x)",  "(?:x)",
        "(?=x)",   "(?<!x)", "(?<n>x)\\k<n>", "]",           "}",     "\\d",     "\\Q(\\E(a)",
        "\\p{L}",  "\\pL",   "x?+",           "a b",         "|",     "a|",      "\\x41",
        "\\u0041", "^a$",    "[\\w.-]"})
    EXPECT_TRUE(is_java_pattern(pattern)) << pattern;
}

TEST(JavaPattern, refuses_what_java_refuses) {
  for (const auto* pattern :
       {"(",    ")", "a)",    "[",  "[a",  "[]",   "*",       "+a",  "?",    "a**",     "a{2", "a{2,1}",
        "a{x}", "{", "[z-a]", "\\", "\\q", "(?y)", "(?<1>x)", "\\k", "\\x4", "\\u00g0", "(a"})
    EXPECT_FALSE(is_java_pattern(pattern)) << pattern;
}

TEST(JavaPattern, refuses_what_nests_too_deeply) {
  EXPECT_TRUE(is_java_pattern(std::string(50, '(') + std::string(50, ')')));
  EXPECT_FALSE(is_java_pattern(std::string(30'000, '(') + std::string(30'000, ')')));
  EXPECT_FALSE(is_java_pattern(std::string(30'000, '[')));
}

}  // namespace
}  // namespace moldau::metadata
