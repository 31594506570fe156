#include "broker/default_gateway.h"

#include <gtest/gtest.h>

namespace moldau::broker {
namespace {

constexpr std::string_view kHead =
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

TEST(DefaultGateway, is_that_of_the_route_to_everywhere) {
  const auto routes = std::string(kHead) +
                      "eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
                      "eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n";

  EXPECT_EQ(gateway_of_routes(routes), "172.17.0.1");
}

TEST(DefaultGateway, is_none_without_such_a_route) {
  EXPECT_EQ(gateway_of_routes(kHead), std::nullopt);
  EXPECT_EQ(gateway_of_routes(""), std::nullopt);
  EXPECT_EQ(gateway_of_routes("eth0\t00000000\tnonsense\n"), std::nullopt);
  // A link that reaches everywhere by itself.
  EXPECT_EQ(gateway_of_routes("ppp0\t00000000\t00000000\t0001\n"), std::nullopt);
}

}  // namespace
}  // namespace moldau::broker
