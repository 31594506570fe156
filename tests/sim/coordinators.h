#pragma once

#include <cstdint>
#include <string>

#include "tests/sim/client.h"

namespace moldau::sim {

/// What FindCoordinator is asked for, by Kafka's numbers.
inline constexpr std::int8_t kGroupKey = 0, kTransactionKey = 1;

/// Whether the broker says who coordinates the key; the first time it makes the coordinators' topic.
boost::asio::awaitable<bool> find_coordinator(Client& client, std::string key, std::int8_t key_type);

}  // namespace moldau::sim
