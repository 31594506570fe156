#include "broker/quotas/token_bucket.h"

#include <gtest/gtest.h>
#include <vector>

#include "broker/quotas/quota_sensor.h"

// The figures are what Apache Kafka 4.4.0's own classes gave for the same values at the same times
// (TokenBucket in a Sensor with a quota).

namespace moldau::broker {
namespace {

constexpr std::int64_t kStart = 1'000'000;

struct Event {
  std::int64_t at_ms;
  double count;
  std::int64_t throttle_ms;
  double left;
};

TEST(TokenBucket, gives_more_than_there_is_to_whoever_finds_any_and_then_none) {
  TokenBucket bucket({11, 1000});
  const std::vector<Event> events = {{kStart, 10, 0, 12},
                                     {kStart, 12, 0, 0},
                                     {kStart, 1, 0, -1},
                                     {kStart, 1, 500, -1},
                                     {kStart + 499, 1, 1, -0.002},
                                     {kStart + 500, 1, 0, 0},
                                     {kStart + 1000, 100, 0, -99},
                                     {kStart + 2000, 1, 48500, -97},
                                     {kStart + 60000, 1, 0, 18},
                                     {kStart + 60001, 30, 0, -11.998},
                                     {kStart + 60001, 1, 5999, -11.998}};

  for (const auto& event : events) {
    SCOPED_TRACE(event.at_ms);
    const auto wait = bucket.throttle_ms(2, event.at_ms);
    // Kafka's rounding leaves the debt of a billionth at 500 ms, which it takes for one of a millisecond or
    // none.
    EXPECT_EQ(wait, event.throttle_ms);
    if (wait == 0 && event.at_ms != kStart + 500) bucket.take(event.count, 2, event.at_ms);
    EXPECT_NEAR(bucket.tokens(2, event.at_ms), event.left, 1e-9);
  }
}

TEST(TokenBucket, lets_a_permissive_client_have_it_and_wait_afterwards) {
  QuotaSensor sensor(QuotaType::kControllerMutation, {11, 1000});
  sensor.set_bound(2, 1);
  const std::vector<Event> events = {{kStart, 10, 0, 0},
                                     {kStart, 12, 0, 0},
                                     {kStart, 1, 500, 0},
                                     {kStart, 1, 1000, 0},
                                     {kStart + 499, 1, 1001, 0},
                                     {kStart + 500, 1, 1500, 0},
                                     {kStart + 1000, 100, 51000, 0},
                                     {kStart + 2000, 1, 50500, 0},
                                     {kStart + 80000, 1, 0, 0},
                                     {kStart + 80001, 30, 4499, 0},
                                     {kStart + 80001, 1, 4999, 0}};

  for (const auto& event : events) {
    SCOPED_TRACE(event.at_ms);
    EXPECT_EQ(sensor.record(event.count, event.at_ms), event.throttle_ms);
  }
}

TEST(TokenBucket, holds_what_comes_in_its_window) {
  TokenBucket bucket({3, 2000});

  bucket.take(1, 0.5, kStart);

  EXPECT_DOUBLE_EQ(bucket.tokens(0.5, kStart), 2);
  bucket.take(3, 0.5, kStart);
  EXPECT_EQ(bucket.throttle_ms(0.5, kStart + 100), 1900);
  EXPECT_NEAR(bucket.tokens(0.5, kStart + 5000), 1.5, 1e-9);
  EXPECT_DOUBLE_EQ(bucket.tokens(0.5, kStart + 60'000), 3);
}

TEST(TokenBucket, is_smaller_once_its_bound_is) {
  TokenBucket bucket({10, 1000});
  EXPECT_DOUBLE_EQ(bucket.tokens(5, kStart), 50);

  EXPECT_DOUBLE_EQ(bucket.tokens(1, kStart), 10);
}

}  // namespace
}  // namespace moldau::broker
