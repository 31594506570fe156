#include "tests/log/cleaning_model.h"

#include <cstdlib>
#include <string>

namespace moldau::log::testing {
namespace {

/// Of all runs together; ctest's long test asks for more.
std::int64_t wanted_operations() {
  const char* wanted = std::getenv("MOLDAU_MODEL_OPERATIONS");
  return wanted ? std::stoll(wanted) : 12'000;
}

TEST(CleaningModelTest, readers_find_what_was_written_whatever_was_cleaned_and_cut_C8) {
  constexpr int kOperationsOfARun = 1500;
  std::int64_t operations = 0;
  for (std::uint64_t seed = 1; operations < wanted_operations(); ++seed) {
    CleaningModel model(seed);
    for (int own = 0; own < kOperationsOfARun;) {
      const auto done = model.step();
      own += done;
      operations += done;
      if (::testing::Test::HasFailure()) FAIL() << "with seed " << seed << " after " << own << " operations";
    }
    model.clean();
    model.verify();
    model.restart();
    model.verify();
    model.verify_sequences();
    if (::testing::Test::HasFailure()) FAIL() << "with seed " << seed << " at its end";
  }
}

TEST(CleaningModelTest, any_operation_of_the_disk_may_be_a_swaps_last_S8) {
  for (std::uint64_t nth = 0; nth < 130; ++nth)
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
      CleaningModel model(5 + seed);  // for each the same story each time
      for (int done = 0; done < 150;) done += model.step();
      model.world.roll_and_sync();

      model.cut_power_in_cleaning(nth);
      model.verify();
      model.clean();
      model.verify();

      if (::testing::Test::HasFailure()) FAIL() << "after operation " << nth << " of the disk";
    }
}

}  // namespace
}  // namespace moldau::log::testing
