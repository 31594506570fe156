#include "broker/quotas/ip_address.h"

#include <gtest/gtest.h>

namespace moldau::broker {
namespace {

TEST(IpAddress, is_as_connections_tell_it) {
  EXPECT_EQ(ip_address("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(ip_address("127.1"), "127.0.0.1");
  EXPECT_EQ(ip_address("0:0::1"), "::1");
  EXPECT_EQ(ip_address("::ffff:10.1.2.3"), "10.1.2.3");
}

TEST(IpAddress, is_no_name_and_no_nonsense) {
  for (const auto* text : {"", "localhost", "not an address", "1.2.3.4.5", "1.2.3.256", "::1::", "1.2.3.4 "})
    EXPECT_FALSE(ip_address(text)) << text;
}

}  // namespace
}  // namespace moldau::broker
