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
/// Asks until it is gone.
boost::asio::awaitable<void> delete_topic(Client& client, Uuid id);
std::vector<Place> places_of(const std::string& topic, std::int32_t partitions);

}  // namespace moldau::sim
