#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/broker/broker_fixture.h"
#include "tests/broker/committed_values.h"
#include "tests/broker/frame_proxy.h"
#include "tests/broker/transactional_producer.h"

namespace moldau::broker::test {

using Values = std::vector<std::string>;

/// A broker with the topic t of two partitions and loaded coordinators, and a network in front of it.
class ProxiedTransactions : public BrokerTest {
 protected:
  void SetUp() override {
    properties["offsets.topic.num.partitions"] = "1";
    properties["transaction.state.log.num.partitions"] = "1";
    start();
    reconnect();
    create_topic(*client, {.partitions = 2});
  }
  /// Back, with the coordinators loaded.
  void reconnect() {
    network = std::make_unique<FrameProxy>(port());
    client = std::make_unique<Client>(connect());
    slow_client = std::make_unique<Client>(network->port());
    find_coordinator(*client);
    find_transaction_coordinator(*client);
  }

  std::unique_ptr<FrameProxy> network;
  /// Straight to the broker, and over the network.
  std::unique_ptr<Client> client, slow_client;
};

}  // namespace moldau::broker::test
