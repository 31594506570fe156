#include <cstdlib>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>

#include "tests/power_cut/script.h"

namespace moldau::power_cut {
namespace {

std::int64_t wanted(const char* name, std::int64_t otherwise) {
  const char* value = std::getenv(name);
  return value ? std::stoll(value) : otherwise;
}

/// Cuts the power at operations of a script's disk: each time a copy of the disk loses what it may lose, and
/// a broker starts from that, is cut off once more at some operation of its start, and starts again.
///
///   MOLDAU_SEED=N               another script, other losses
///   MOLDAU_POWER_CUT_STEPS=N    how long the script is
///   MOLDAU_POWER_CUT_EVERY=N    every how many operations of the disk the power is cut
///   MOLDAU_POWER_CUT_AT=N       at that one alone
class AnyMoment {
 public:
  AnyMoment(std::uint64_t seed, std::int64_t every)
      : seed_(seed), every_(every), only_(wanted("MOLDAU_POWER_CUT_AT", -1)), script_(disk_, seed) {}

  void play(std::int64_t steps) {
    steps_ = steps;
    disk_.before_each([this](std::uint64_t operation) { at(operation); });
    script_.begin();
    for (std::int64_t i = 0; i < steps && !::testing::Test::HasFailure(); ++i) script_.step();
    at(disk_.operations());
    disk_.before_each({});
    EXPECT_GT(cuts_, 0);
  }
  std::int64_t cuts() const { return cuts_; }

 private:
  void at(std::uint64_t operation) {
    const auto number = static_cast<std::int64_t>(operation);
    const bool chosen =
        only_ >= 0 ? number == only_ : (number + static_cast<std::int64_t>(seed_)) % every_ == 0;
    if (!chosen || ::testing::Test::HasFailure()) return;
    ++cuts_;
    const auto broken = disk_.copy();
    // On a thread of its own, as the one that is here is in the middle of an operation.
    std::thread([&] { cut(*broken, operation); }).join();
    if (::testing::Test::HasFailure())
      ADD_FAILURE() << "repeat with MOLDAU_SEED=" << seed_ << " MOLDAU_POWER_CUT_STEPS=" << steps_
                    << " MOLDAU_POWER_CUT_AT=" << operation << " script/test --filter AnyMoment";
  }

  void cut(MemoryFileSystem& broken, std::uint64_t operation) {
    std::seed_seq both{seed_, operation};
    std::mt19937_64 random(both);
    broken.crash(random());
    // A start takes some dozen operations of the disk, a first one more.
    const auto second_cut = random() % 40;
    std::unique_ptr<MemoryFileSystem> broken_again;
    broken.before_each([&](std::uint64_t number) {
      if (number == second_cut) broken_again = broken.copy();
    });
    verify(broken);
    if (!broken_again || ::testing::Test::HasFailure()) return;
    broken_again->crash(random());
    verify(*broken_again);
    if (::testing::Test::HasFailure()) ADD_FAILURE() << "in a start that was cut off at " << second_cut;
  }

  void verify(MemoryFileSystem& disk) {
    ManualClock clock(script_.clock().wall_ms());
    World world(disk, clock);
    const auto started = world.start();
    disk.before_each({});
    ASSERT_TRUE(started) << started.error();
    script_.promises().verify(world);
  }

  const std::uint64_t seed_;
  const std::int64_t every_, only_;
  MemoryFileSystem disk_;
  Script script_;
  std::int64_t cuts_ = 0, steps_ = 0;
};

TEST(PowerCutTest, AnyMoment_may_be_the_last_S2_S4_S5_S6_S8) {
  const auto seed = static_cast<std::uint64_t>(wanted("MOLDAU_SEED", 1));
  AnyMoment cuts(seed, wanted("MOLDAU_POWER_CUT_EVERY", 251));
  cuts.play(wanted("MOLDAU_POWER_CUT_STEPS", 1'500));
  RecordProperty("cuts", fmt::format("{}", cuts.cuts()));
  if (std::getenv("MOLDAU_POWER_CUT_EVERY")) fmt::print("{} power cuts, seed {}\n", cuts.cuts(), seed);
}

}  // namespace
}  // namespace moldau::power_cut
