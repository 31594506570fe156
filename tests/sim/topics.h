#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/uuid.h"
#include "tests/sim/client.h"

namespace moldau::sim {

struct TopicSpec {
  std::string name;
  std::int32_t partitions = 1;
  std::map<std::string, std::string> configs;
};
/// Asks until it is there.
boost::asio::awaitable<Uuid> create_topic(Client& client, TopicSpec spec);
/// Makes the topic that coordinators of the kind keep their records in.
boost::asio::awaitable<void> create_coordinator_topic(Client& client, std::int8_t key_type);
/// Asks until a topic has the config.
boost::asio::awaitable<void> configure_topic(Client& client, std::string topic, std::string name,
                                             std::string value);
/// Asks until it is gone.
boost::asio::awaitable<void> delete_topic(Client& client, Uuid id);
/// The offset that a partition's log starts with.
boost::asio::awaitable<std::int64_t> earliest_offset(Client& client, Place place);
std::vector<Place> places_of(const std::string& topic, std::int32_t partitions);

}  // namespace moldau::sim
