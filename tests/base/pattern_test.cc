#include "base/pattern.h"

#include <gtest/gtest.h>
#include <string>

namespace moldau {
namespace {

TEST(Pattern, matches_the_whole_text) {
  const auto pattern = Pattern::compile("orders-(eu|us)-[0-9]+").value();

  EXPECT_TRUE(pattern.matches("orders-eu-17"));
  EXPECT_FALSE(pattern.matches("orders-eu-"));
  EXPECT_FALSE(pattern.matches("old-orders-eu-17"));
  EXPECT_FALSE(pattern.matches("orders-eu-17-old"));
}

TEST(Pattern, knows_characters_beyond_ascii) {
  EXPECT_TRUE(Pattern::compile("Bestellungen-.-\\p{Greek}").value().matches("Bestellungen-ü-π"));
}

TEST(Pattern, of_nothing_matches_nothing_else) {
  EXPECT_TRUE(Pattern::compile("").value().matches(""));
  EXPECT_FALSE(Pattern::compile("").value().matches("a"));
}

TEST(Pattern, that_is_none_is_refused) {
  for (const auto* text : {"(", "[a", "a**", "\\1", "(?=a)", "a{2,1}", "\xff"})
    EXPECT_FALSE(Pattern::compile(text).has_value()) << text;
}

TEST(Pattern, that_would_need_too_much_memory_is_refused) {
  EXPECT_FALSE(Pattern::compile("((a{100}){100}){100}").has_value());
  EXPECT_FALSE(Pattern::compile(std::string(2'000'000, 'a')).has_value());
}

TEST(Pattern, takes_no_longer_for_a_hostile_text) {
  const auto pattern = Pattern::compile("(a*)*(a*)*(a*)*b").value();

  EXPECT_FALSE(pattern.matches(std::string(100'000, 'a')));
}

}  // namespace
}  // namespace moldau
