#include "http/exposition.h"

#include <gmock/gmock.h>

namespace moldau::http {
namespace {

using ::testing::HasSubstr;

TEST(Exposition, writes_help_and_type_before_the_samples) {
  Exposition out;

  out.begin("moldau_groups");
  out.sample({{"state", "Stable"}}, 3);
  out.sample({{"state", "Empty"}}, std::uint64_t{18'446'744'073'709'551'615u});

  EXPECT_EQ(out.text(),
            "# HELP moldau_groups Groups by state.\n"
            "# TYPE moldau_groups gauge\n"
            "moldau_groups{state=\"Stable\"} 3\n"
            "moldau_groups{state=\"Empty\"} 18446744073709551615\n");
}

TEST(Exposition, escapes_what_clients_may_have_chosen) {
  Exposition out;

  out.begin("moldau_group_members");
  out.sample({{"group", "a\"b\\c\nd"}}, 0);

  EXPECT_THAT(out.text(), HasSubstr("{group=\"a\\\"b\\\\c\\nd\"} 0\n"));
}

TEST(Exposition, counts_a_histogram_up_from_bound_to_bound) {
  Durations<Counter> durations;
  durations.add_ns(1'000);
  durations.add_ns(9'000);
  durations.add_ns(60'000'000'000);
  Exposition out;

  out.begin("moldau_fsync_duration_seconds");
  out.histogram({}, durations.counts());

  const auto text = out.text();
  EXPECT_THAT(text, HasSubstr("_bucket{le=\"8e-06\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{le=\"1.6e-05\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{le=\"16.777216\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("_sum 60.00001\n"));
  EXPECT_THAT(text, HasSubstr("_count 3\n"));
}

}  // namespace
}  // namespace moldau::http
