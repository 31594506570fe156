#include "base/counter.h"

#include <gtest/gtest.h>

namespace moldau {
namespace {

TEST(Durations, fall_into_buckets_of_powers_of_two_microseconds) {
  Durations<Counter> durations;

  for (const std::uint64_t ns : {0u, 999u, 1'000u, 1'999u, 2'000u, 3'999u, 4'000u}) durations.add_ns(ns);
  durations.add_ns(3'600'000'000'000);

  const auto counts = durations.counts();
  EXPECT_EQ(counts.buckets[0], 2u);
  EXPECT_EQ(counts.buckets[1], 2u);
  EXPECT_EQ(counts.buckets[2], 2u);
  EXPECT_EQ(counts.buckets[3], 1u);
  EXPECT_EQ(counts.buckets.back(), 1u);
  EXPECT_EQ(counts.count(), 8u);
  EXPECT_EQ(counts.sum_ns, 3'600'000'013'997u);
}

TEST(Durations, of_several_threads_add_up) {
  Durations<Counter> one, another;
  one.add_ns(1'500);
  another.add_ns(1'700);
  another.add_ns(5'000);

  auto all = one.counts();
  all.add(another.counts());

  EXPECT_EQ(all.buckets[1], 2u);
  EXPECT_EQ(all.buckets[3], 1u);
  EXPECT_EQ(all.sum_ns, 8'200u);
}

}  // namespace
}  // namespace moldau
