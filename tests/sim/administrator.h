#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "tests/sim/client.h"
#include "tests/sim/topics.h"

namespace moldau::sim {

/// Alters configurations, and finds what it altered last.
class Alterer {
 public:
  Alterer(World& world, std::string name, std::string topic, std::string value)
      : world_(world),
        topic_(std::move(topic)),
        client_(world, std::move(name)),
        acknowledged_(std::move(value)) {}
  boost::asio::awaitable<void> run();

 private:
  boost::asio::awaitable<void> alter();
  boost::asio::awaitable<bool> describe();

  World& world_;
  const std::string topic_;
  Client client_;
  std::int64_t last_value_ = 100'000;
  std::string acknowledged_;
  /// Those whose answers were lost, and the broker's life in which they were sent.
  std::map<std::string, int> in_doubt_;
};

/// Makes a topic, writes to it, reads that, deletes it, and makes it again: nothing of the one before is
/// there.
class Recreator {
 public:
  Recreator(World& world, std::string name, std::string topic)
      : world_(world), topic_(std::move(topic)), client_(world, std::move(name)) {}
  boost::asio::awaitable<void> run();

 private:
  boost::asio::awaitable<void> live();
  boost::asio::awaitable<bool> write(Place place, Uuid id);

  World& world_;
  const std::string topic_;
  Client client_;
  int lives_ = 0;
  std::int64_t written_ = 0;
};

}  // namespace moldau::sim
