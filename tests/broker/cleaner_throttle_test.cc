#include "broker/cleaner_throttle.h"

#include <gtest/gtest.h>
#include <limits>

namespace moldau::broker {
namespace {

using std::chrono::seconds;

const CleanerThrottle::TimePoint kNow{seconds(1000)};

TEST(CleanerThrottleTest, has_who_takes_more_wait_until_that_is_paid_for) {
  CleanerThrottle throttle;
  throttle.set_rate(100);

  EXPECT_EQ(throttle.take(200, kNow), kNow);
  EXPECT_EQ(throttle.take(50, kNow), kNow + seconds(2));
  EXPECT_EQ(throttle.take(1, kNow + seconds(60)), kNow + seconds(60)) << "what was not used is gone";
}

TEST(CleanerThrottleTest, has_no_limit_by_default) {
  CleanerThrottle throttle;
  throttle.set_rate(std::numeric_limits<double>::max());

  EXPECT_EQ(throttle.take(1 << 30, kNow), kNow);
  EXPECT_EQ(throttle.take(1 << 30, kNow), kNow);
}

TEST(CleanerThrottleTest, forgets_old_debts_with_a_new_rate) {
  CleanerThrottle throttle;
  throttle.set_rate(1);
  throttle.take(1000, kNow);

  throttle.set_rate(1000);

  EXPECT_EQ(throttle.take(1000, kNow), kNow);
}

TEST(CleanerThrottleTest, of_no_rate_goes_on_some_day) {
  CleanerThrottle throttle;
  throttle.set_rate(-1);
  throttle.take(1 << 30, kNow);

  EXPECT_LE(throttle.take(1, kNow), kNow + seconds(3600));
}

}  // namespace
}  // namespace moldau::broker
