#include "broker/receive_pace.h"

#include <gtest/gtest.h>

namespace moldau::broker {
namespace {

constexpr std::int64_t kWindowMs = 10'000, kRate = 1'024;

TEST(ReceivePace, is_nothing_where_no_request_came_in_part) {
  ReceivePace pace;
  EXPECT_FALSE(pace.is_too_slow(1'000'000, kWindowMs, kRate));
  pace.received(1, 0);
  pace.completed();
  EXPECT_FALSE(pace.is_too_slow(1'000'000, kWindowMs, kRate));
}

TEST(ReceivePace, is_judged_at_the_end_of_each_window) {
  ReceivePace pace;
  pace.received(20'000, 0);
  EXPECT_FALSE(pace.is_too_slow(kWindowMs, kWindowMs, kRate));
  pace.received(10'239, kWindowMs + 1);
  EXPECT_FALSE(pace.is_too_slow(2 * kWindowMs - 1, kWindowMs, kRate)) << "there is time left";
  EXPECT_TRUE(pace.is_too_slow(2 * kWindowMs, kWindowMs, kRate));
}

TEST(ReceivePace, is_not_the_peers_while_others_are_waited_for) {
  ReceivePace pace;
  pace.received(1, 0);
  pace.resumed(kWindowMs);
  EXPECT_FALSE(pace.is_too_slow(2 * kWindowMs - 1, kWindowMs, kRate));
  EXPECT_TRUE(pace.is_too_slow(2 * kWindowMs, kWindowMs, kRate));
}

TEST(ReceivePace, is_known_before_a_window_is_over) {
  ReceivePace pace;
  EXPECT_FALSE(pace.is_slower_than(kRate, 1'000'000, 2'000)) << "nothing came in part";
  pace.received(2'000, 0);
  EXPECT_FALSE(pace.is_slower_than(1'000, 1'999, 2'000)) << "too early to say";
  EXPECT_FALSE(pace.is_slower_than(1'000, 2'000, 2'000));
  EXPECT_TRUE(pace.is_slower_than(1'000, 2'001, 2'000));
}

TEST(ReceivePace, has_no_bound_where_that_is_0) {
  ReceivePace pace;
  pace.received(1, 0);
  EXPECT_FALSE(pace.is_too_slow(kWindowMs, kWindowMs, 0));
}

}  // namespace
}  // namespace moldau::broker
