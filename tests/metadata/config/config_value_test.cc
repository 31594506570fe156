#include "metadata/config/config_value.h"

#include <gtest/gtest.h>

#include "base/java_double.h"
#include "metadata/config/server_config.h"

namespace moldau::metadata {
namespace {

std::string complaint(std::string_view key, std::string_view value) {
  return check_broker_config(key, value).value_or("none");
}

std::string canonical(std::string_view key, std::string_view value) {
  return canonical_config_value(*find_broker_key(key), value);
}

TEST(ConfigValues, are_trimmed) {
  EXPECT_EQ(complaint("num.io.threads", " 8\t"), "none");
  EXPECT_EQ(canonical("num.io.threads", " +8\t"), "8");
}

TEST(ConfigValues, must_fit_their_type) {
  EXPECT_EQ(complaint("num.io.threads", "2147483648"),
            "Invalid value 2147483648 for configuration num.io.threads: Not a number of type INT");
  EXPECT_EQ(
      complaint("offsets.topic.replication.factor", "32768"),
      "Invalid value 32768 for configuration offsets.topic.replication.factor: Not a number of type SHORT");
  EXPECT_EQ(complaint("num.io.threads", "+-8"),
            "Invalid value +-8 for configuration num.io.threads: Not a number of type INT");
  EXPECT_EQ(
      complaint("sasl.kerberos.ticket.renew.jitter", "NaN"),
      "Invalid value NaN for configuration sasl.kerberos.ticket.renew.jitter: Not a number of type DOUBLE");
}

TEST(ConfigValues, in_a_list_must_be_filled_and_different) {
  EXPECT_EQ(complaint("listeners", ""),
            "Configuration 'listeners' must not be empty. Valid values include: any non-empty value");
  EXPECT_EQ(complaint("process.roles", ""),
            "Configuration 'process.roles' must not be empty. Valid values include: [broker, controller]");
  EXPECT_EQ(complaint("log.dirs", ","), "Configuration 'log.dirs' values must not be empty.");
  EXPECT_EQ(complaint("log.dirs", "x, x"), "Configuration 'log.dirs' values must not be duplicated.");
  EXPECT_EQ(complaint("log.dirs", "x,"), "Configuration 'log.dirs' values must not be empty.");
  EXPECT_EQ(complaint("log.cleanup.policy", "x"),
            "Invalid value x for configuration log.cleanup.policy: String must be one of: compact, delete");
  EXPECT_EQ(complaint("log.cleanup.policy", ""), "none");
}

TEST(ConfigValues, of_words_in_any_case_may_be_in_any_case) {
  EXPECT_EQ(complaint("group.consumer.migration.policy", "Upgrade"), "none");
  EXPECT_NE(complaint("group.consumer.migration.policy", "sideways"), "none");
}

TEST(ConfigValues, that_must_say_something_are_not_empty) {
  EXPECT_EQ(
      complaint("remote.log.storage.manager.impl.prefix", ""),
      "Invalid value  for configuration remote.log.storage.manager.impl.prefix: String must be non-empty");
}

TEST(ConfigValues, for_time_are_at_least_one_or_unlimited) {
  EXPECT_EQ(complaint("log.retention.ms", "-1"), "none");
  EXPECT_EQ(
      complaint("log.retention.hours", "0"),
      "Invalid value 0 for configuration log.retention.hours: Value must be unlimited (-1) or at least 1");
  EXPECT_EQ(complaint("log.roll.ms", "0"),
            "Invalid value 0 for configuration log.roll.ms: Value must be at least 1");
  EXPECT_EQ(complaint("log.retention.check.interval.ms", "5"), "none");
}

TEST(ConfigValues, of_unknown_keys_may_be_anything) {
  EXPECT_EQ(complaint("nosuch", "?"), "none");
}

TEST(ConfigValues, are_printed_as_kafka_prints_them) {
  EXPECT_EQ(canonical("log.dirs", " /a , /b "), "/a,/b");
  EXPECT_EQ(canonical("log.preallocate", "TRUE"), "true");
  EXPECT_EQ(canonical("log.cleaner.io.max.bytes.per.second", "1.7976931348623157E308"),
            "1.7976931348623157E308");
}

TEST(JavaDoubles, are_printed_with_a_point_and_past_seven_digits_with_an_exponent) {
  EXPECT_EQ(to_java_text(0.5), "0.5");
  EXPECT_EQ(to_java_text(0), "0.0");
  EXPECT_EQ(to_java_text(-2), "-2.0");
  EXPECT_EQ(to_java_text(100), "100.0");
  EXPECT_EQ(to_java_text(1234567.25), "1234567.25");
  EXPECT_EQ(to_java_text(1e7), "1.0E7");
  EXPECT_EQ(to_java_text(0.001), "0.001");
  EXPECT_EQ(to_java_text(0.00012), "1.2E-4");
}

TEST(JavaDoubles, are_read_in_the_forms_that_java_takes) {
  EXPECT_EQ(parse_java_double(".5d"), 0.5);
  EXPECT_EQ(parse_java_double("+1e-1"), 0.1);
  for (const auto* text : {"", "x", "0x10", "inf", "++1", "1e999", "1 2"})
    EXPECT_EQ(parse_java_double(text), std::nullopt) << text;
}

}  // namespace
}  // namespace moldau::metadata
