#include "broker/quotas/sampled_rate.h"

#include <gtest/gtest.h>
#include <vector>

// The figures are what Apache Kafka 4.4.0's own classes gave for the same values at the same times (Rate in a
// Sensor with a quota, QuotaUtils.throttleTime).

namespace moldau::broker {
namespace {

constexpr std::int64_t kStart = 1'000'000;

struct Event {
  std::int64_t at_ms;
  double value;
  std::int64_t throttle_ms;
  double rate;
};

void expect_as_kafka(QuotaWindow window, double bound, const std::vector<Event>& events) {
  SampledRate rate(window);
  for (const auto& event : events) {
    SCOPED_TRACE(event.at_ms);
    rate.record(event.value, event.at_ms);
    if (event.value >= 0) {
      EXPECT_EQ(rate.throttle_ms(bound, event.at_ms), event.throttle_ms);
    }
    EXPECT_DOUBLE_EQ(rate.per_second(event.at_ms), event.rate);
  }
}

TEST(SampledRate, counts_a_burst_over_the_whole_window_and_forgets_it_as_one) {
  expect_as_kafka({11, 1000}, 1000,
                  {{kStart, 5000, 0, 500},
                   {kStart + 1, 5000, 0, 999.90000999900020},
                   {kStart + 2, 5000, 4998, 1499.7000599880023},
                   {kStart + 500, 1, 4501, 1428.6666666666667},
                   {kStart + 1500, 1, 4502, 1428.7619047619048},
                   {kStart + 5000, 1, 5003, 1500.3},
                   {kStart + 11000, 1, 4004, 1364},
                   {kStart + 12000, 20000, 9503, 1905.0476190476190},
                   {kStart + 30000, 1, 0, 0.1}});
}

TEST(SampledRate, keeps_a_sample_until_its_last_value_is_too_old) {
  expect_as_kafka({11, 1000}, 1000,
                  {{kStart, 1000, 0, 100},
                   {kStart + 999, 1000, 0, 181.83471224656785},
                   {kStart + 1000, 1000, 0, 300},
                   {kStart + 2000, 1000, 0, 400},
                   {kStart + 2999, 1000, 0, 454.58678061641970},
                   {kStart + 3500, 5000, 0, 952.38095238095240},
                   {kStart + 9000, 1000, 1000, 1100},
                   {kStart + 9999, 1000, 1001, 1091.0082734794070},
                   {kStart + 10000, 1000, 3000, 1300},
                   {kStart + 10500, 1000, 3500, 1333.3333333333333},
                   {kStart + 11500, 5000, 7500, 1652.1739130434783},
                   {kStart + 12500, 0, 5500, 1523.8095238095239},
                   {kStart + 12600, 100, 5500, 1518.8679245283020}});
}

TEST(SampledRate, takes_as_few_samples_as_it_is_told) {
  expect_as_kafka({2, 1000}, 10,
                  {{kStart, 5, 0, 5},
                   {kStart + 100, 5, 0, 9.0909090909090900},
                   {kStart + 900, 15, 600, 13.157894736842106},
                   {kStart + 1500, 3, 1300, 18.666666666666668},
                   {kStart + 2500, 3, 600, 12.4},
                   {kStart + 2600, 30, 3500, 23.461538461538460},
                   {kStart + 7000, 1, 0, 1}});
}

TEST(SampledRate, takes_back_what_was_recorded) {
  expect_as_kafka({11, 1000}, 1000,
                  {{kStart, 20000, 10000, 2000},
                   {kStart, -20000, 0, 0},
                   {kStart + 5, 500, 0, 49.975012493753120},
                   {kStart + 5000, 30000, 20500, 3050},
                   {kStart + 5000, -30000, 0, 50},
                   {kStart + 5001, 1, 0, 50.094990500949905}});
}

TEST(SampledRate, follows_values_that_come_now_and_then) {
  expect_as_kafka({5, 2000}, 300,
                  {{1000131, 539, 0, 67.375},
                   {1003788, 147, 0, 71.036553795174480},
                   {1004165, 1281, 0, 244.83445357231764},
                   {1007413, 869, 171, 305.53759965524670},
                   {1009180, 156, 924, 330.64427008509230},
                   {1011556, 1305, 2759, 384.72563472563470},
                   {1013757, 976, 5811, 474.87210352091490},
                   {1017358, 1444, 5888, 477.62694821518350},
                   {1017948, 1148, 9125, 559.84812529663030},
                   {1022409, 590, 5208, 480.58252427184470},
                   {1025590, 264, 3255, 418.61030126336254},
                   {1029782, 1287, 0, 228.42206337351970},
                   {1030217, 919, 392, 311.99021207177816},
                   {1035127, 1544, 3843, 420.88707140610250},
                   {1036779, 12, 3543, 418.13937979326440},
                   {1038140, 692, 6489, 532.90260827949270},
                   {1040782, 1929, 4268, 432.62558259968930},
                   {1045171, 1164, 7759, 531.76025487853440},
                   {1050058, 275, 1951, 363.08753773178097},
                   {1054453, 1921, 1918, 361.99095022624437},
                   {1057337, 177, 0, 255.73876495311995}});
}

TEST(SampledRate, says_a_finite_time_for_the_smallest_bound) {
  SampledRate rate({11, 1000});

  rate.record(1e9, kStart);

  EXPECT_GT(rate.throttle_ms(1e-300, kStart), 1'000'000'000'000);
}

}  // namespace
}  // namespace moldau::broker
