#include "log/offset_map.h"

#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <random>
#include <string>

namespace moldau::log {
namespace {

OffsetMap make_map(std::size_t slots, double load_factor) {
  return OffsetMap(
      {.memory_bytes = slots * 24, .load_factor = load_factor, .most_keys = 1'000'000, .hash_key = {1, 2}});
}

TEST(OffsetMapTest, holds_the_last_offset_of_each_key) {
  auto map = make_map(2000, 0.9);
  std::map<std::string, std::int64_t> model;
  std::mt19937 random(3);
  for (std::int64_t offset = 0; offset < 10'000; ++offset) {
    const auto key = std::to_string(random() % 1500);
    ASSERT_TRUE(map.put(as_bytes(key), offset));
    model[key] = offset;
  }

  EXPECT_EQ(map.size(), model.size());
  for (const auto& [key, offset] : model) EXPECT_EQ(map.find(as_bytes(key)), offset);
  EXPECT_EQ(map.find(as_bytes("2000")), -1);
  EXPECT_EQ(map.latest_offset(), 9'999);
}

TEST(OffsetMapTest, takes_no_more_keys_than_its_load_factor_allows_but_those_it_knows) {
  auto map = make_map(10, 0.5);
  EXPECT_EQ(map.capacity(), 5);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(map.put(as_bytes(std::to_string(i)), i));

  EXPECT_FALSE(map.put(as_bytes("5"), 5));
  EXPECT_TRUE(map.put(as_bytes("3"), 6));

  EXPECT_EQ(map.find(as_bytes("5")), -1);
  EXPECT_EQ(map.find(as_bytes("3")), 6);
}

TEST(OffsetMapTest, has_room_for_a_key_and_an_end_whatever_was_configured) {
  for (const double factor : {-1.0, 0.0, 1.0, 7.0, std::numeric_limits<double>::quiet_NaN()})
    for (const std::size_t slots : {0, 1, 2, 5}) {
      auto map = make_map(slots, factor);
      EXPECT_TRUE(map.put(as_bytes("a"), 1));
      for (int i = 0; i < 20; ++i) (void)map.put(as_bytes(std::to_string(i)), i);
      EXPECT_EQ(map.find(as_bytes("a")), 1);
      EXPECT_EQ(map.find(as_bytes("not there")), -1);
    }
}

TEST(OffsetMapTest, takes_no_more_memory_than_its_keys_need) {
  const OffsetMap map({.memory_bytes = 1 << 30, .load_factor = 0.9, .most_keys = 9, .hash_key = {}});

  EXPECT_GE(map.capacity(), 9);
  EXPECT_LT(map.capacity(), 20);
}

}  // namespace
}  // namespace moldau::log
