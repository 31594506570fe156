#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/sim/client.h"

namespace moldau::sim {

/// Moves replicas between the log directories, and deletes records where records may go.
class Operator {
 public:
  Operator(World& world, std::string name, std::vector<Place> places)
      : world_(world), client_(world, std::move(name)), places_(std::move(places)) {}
  boost::asio::awaitable<void> run();

 private:
  boost::asio::awaitable<void> move(Place place);
  boost::asio::awaitable<void> delete_records(Place place);
  void check(const std::string& what, const Place& place, ErrorCode error);

  World& world_;
  Client client_;
  std::vector<Place> places_;
};

}  // namespace moldau::sim
