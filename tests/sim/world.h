#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <set>
#include <string>

#include "broker/io_thread.h"
#include "tests/sim/committed_offsets.h"
#include "tests/sim/ledger.h"
#include "tests/sim/machine.h"
#include "tests/sim/network.h"
#include "tests/sim/scheduler.h"

namespace moldau::sim {

/// What there is: a machine, a network, clients, and a ledger of what they were told.
class World {
 public:
  explicit World(std::uint64_t seed);

  /// The first violation ends the simulation.
  void fail(const std::string& what);
  const std::string& failure() const { return failure_; }

  /// A client, which ends by itself once it `is_ending` and has done what it owes.
  void spawn(const std::string& name, boost::asio::awaitable<void> client);
  void end_clients() { is_ending_ = true; }
  bool is_ending() const { return is_ending_; }
  /// Who has not ended.
  const std::set<std::string>& clients() const { return clients_; }
  boost::asio::any_io_executor executor() { return thread_.executor(); }
  boost::asio::awaitable<void> rest(Duration time);
  boost::asio::awaitable<void> rest(std::int64_t low_ms, std::int64_t high_ms) {
    return rest(milliseconds(scheduler.between(low_ms, high_ms)));
  }

  Scheduler scheduler;
  Network network;
  Machine machine;
  Ledger ledger;
  CommittedOffsets offsets;

 private:
  broker::IoThread thread_;
  std::set<std::string> clients_;
  std::string failure_;
  bool is_ending_ = false;
};

}  // namespace moldau::sim
