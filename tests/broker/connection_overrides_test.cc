#include "broker/connection_overrides.h"

#include <gmock/gmock.h>

#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ConnectionOverrides, are_for_addresses_and_for_those_of_names) {
  ConnectionOverrides overrides;
  EXPECT_EQ(overrides.limit_of("127.0.0.1"), std::nullopt);

  overrides.set({{"localhost", 5}, {"0:0:0:0:0:0:0:2", 6}, {"::ffff:10.0.0.1", 7}});

  EXPECT_EQ(overrides.limit_of("127.0.0.1"), 5);
  EXPECT_EQ(overrides.limit_of("::2"), 6);
  EXPECT_EQ(overrides.limit_of("10.0.0.1"), 7);
  EXPECT_EQ(overrides.limit_of("localhost"), std::nullopt);
  overrides.set({{"127.0.0.2", 8}});
  EXPECT_EQ(overrides.limit_of("127.0.0.1"), std::nullopt);
  EXPECT_EQ(overrides.limit_of("127.0.0.2"), 8);
}

TEST(ConnectionOverrides, of_an_address_hold_whatever_names_it_has) {
  ConnectionOverrides overrides;

  overrides.set({{"127.0.0.1", 1}, {"localhost", 5}});

  EXPECT_EQ(overrides.limit_of("127.0.0.1"), 1);
}

TEST(ConnectionOverrides, of_unknown_hosts_are_complained_of_and_left_out) {
  const ConnectionOverrides::Hosts hosts = {{"127.0.0.1", 1}, {"nowhere.invalid", 2}};
  ConnectionOverrides overrides;

  EXPECT_EQ(overrides.look_up({{"127.0.0.1", 1}, {"localhost", 2}}), std::nullopt);
  EXPECT_THAT(overrides.look_up(hosts).value_or(""),
              AllOf(HasSubstr("nowhere.invalid"), HasSubstr("max.connections.per.ip.overrides")));

  LogCapture log;
  overrides.set(hosts);
  EXPECT_EQ(count_lines_with(log.text(), "nowhere.invalid"), 1u);
  EXPECT_EQ(overrides.limit_of("127.0.0.1"), 1);
  EXPECT_EQ(overrides.look_up(hosts), std::nullopt) << "another alteration must not fail for what is kept";
}

}  // namespace
}  // namespace moldau::broker::test
