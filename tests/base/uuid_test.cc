#include "base/uuid.h"

#include <gtest/gtest.h>
#include <set>

namespace moldau {
namespace {

TEST(Uuid, prints_and_parses_the_22_characters_that_kafka_prints) {
  Uuid id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = static_cast<std::uint8_t>(i * 17);

  EXPECT_EQ(id.to_string(), "ABEiM0RVZneImaq7zN3u_w");
  EXPECT_EQ(Uuid::parse(id.to_string()), id);
  EXPECT_EQ(id.to_dashed_string(), "00112233-4455-6677-8899-aabbccddeeff");
}

TEST(Uuid, refuses_text_of_another_length_or_alphabet) {
  EXPECT_FALSE(Uuid::parse(""));
  EXPECT_FALSE(Uuid::parse("ABEiM0RVZneImaq7zN3u_"));
  EXPECT_FALSE(Uuid::parse("ABEiM0RVZneImaq7zN3u/w"));
}

TEST(Uuid, random_ids_differ_and_never_start_with_a_dash) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(Uuid::random().to_string()).second);
  for (const auto& text : seen) EXPECT_NE(text.front(), '-');
}

}  // namespace
}  // namespace moldau
