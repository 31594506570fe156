#include "broker/advertised_check.h"

#include <gmock/gmock.h>

#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;
constexpr std::chrono::seconds kPatience(5);

class AdvertisedAddress : public BrokerTest {
 protected:
  AdvertisedAddress() { cluster_id = "the-cluster"; }
  metadata::Listener at(const std::string& host, std::uint16_t port) {
    return {.name = "PLAINTEXT", .host = host, .port = port};
  }
};

TEST_F(AdvertisedAddress, that_leads_to_us_is_well) {
  start();

  EXPECT_EQ(find_fault_with(at("127.0.0.1", port()), {1, cluster_id}, kPatience), std::nullopt);
}

TEST_F(AdvertisedAddress, that_cannot_be_resolved_is_told) {
  EXPECT_THAT(find_fault_with(at("no-such-host.invalid", 9092), {1, "x"}, kPatience),
              Optional(HasSubstr("cannot be resolved")));
}

TEST_F(AdvertisedAddress, where_nobody_listens_is_told) {
  start();
  const auto free_port = port();
  stop();

  EXPECT_THAT(find_fault_with(at("127.0.0.1", free_port), {1, "x"}, kPatience),
              Optional(HasSubstr("nobody answers there")));
}

TEST_F(AdvertisedAddress, of_another_broker_is_told) {
  start();

  EXPECT_THAT(find_fault_with(at("127.0.0.1", port()), {1, "another"}, kPatience),
              Optional(HasSubstr("another broker answers there, of cluster the-cluster")));
  EXPECT_THAT(find_fault_with(at("127.0.0.1", port()), {2, cluster_id}, kPatience),
              Optional(HasSubstr("another broker answers there")));
}

}  // namespace
}  // namespace moldau::broker::test
