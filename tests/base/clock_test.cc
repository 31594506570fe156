#include "base/clock.h"

#include <ctime>
#include <gtest/gtest.h>

namespace moldau {
namespace {

TEST(SystemClock, tells_milliseconds_since_the_epoch_and_a_time_that_never_goes_back) {
  const SystemClock clock;
  const auto before = static_cast<std::int64_t>(std::time(nullptr)) * 1000;
  auto steady = clock.steady_ms();

  EXPECT_GE(clock.wall_ms(), before);
  EXPECT_LE(clock.wall_ms(), before + 60'000);
  for (int i = 0; i < 1000; ++i) {
    const auto next = clock.steady_ms();
    EXPECT_GE(next, steady);
    steady = next;
  }
}

TEST(ManualClock, moves_only_when_told_to) {
  ManualClock clock(1000);

  EXPECT_EQ(clock.wall_ms(), 1000);
  clock.advance(250);
  EXPECT_EQ(clock.wall_ms(), 1250);
  EXPECT_EQ(clock.steady_ms(), 1250);
}

}  // namespace
}  // namespace moldau
