#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "broker/io_thread.h"
#include "broker/request_metrics.h"
#include "broker/session.h"
#include "tests/sim/network.h"

namespace moldau::sim {

/// What broker::Server is to sockets, on the simulated network: accepts connections, spreads them over I/O
/// threads, and looks for those that are overdue. Real sessions.
class Frontend {
 public:
  Frontend(broker::Broker& broker, Network& network, std::size_t threads);
  ~Frontend();

  void start();
  /// As Server::stop().
  void stop(Duration grace);

 private:
  using SessionPtr = std::shared_ptr<broker::Session>;
  struct Worker {
    explicit Worker(std::size_t number) : thread("io-" + std::to_string(number)) {}
    std::vector<SessionPtr> sessions;
    broker::RequestMetrics metrics;
    broker::IoThread thread;
  };

  void accept(const std::shared_ptr<Connection>& connection);
  boost::asio::awaitable<void> serve(Worker& worker, SessionPtr session);
  boost::asio::awaitable<void> sweep(Worker& worker);
  template <class What>
  void for_each_session(What what);
  bool is_idle() const;

  broker::Broker& broker_;
  Network& network_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::size_t next_worker_ = 0;
  bool stopping_ = false;
};

}  // namespace moldau::sim
