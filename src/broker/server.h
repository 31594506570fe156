#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <expected>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "broker/io_thread.h"
#include "broker/request_context.h"
#include "broker/request_metrics.h"
#include "metadata/config/listener.h"

namespace moldau::broker {

class Broker;
class Session;

/// Accepts connections on every listener and spreads them over the I/O threads.
class Server {
 public:
  /// `room`: how many connections there are descriptors for, whatever max.connections says. One more could be
  /// the file that an append lacks half-way.
  Server(Broker& broker, std::size_t threads, std::size_t room = std::numeric_limits<std::size_t>::max());
  ~Server();

  /// Binds and listens; the error names the listener and what is wrong with it.
  std::expected<void, std::string> listen(const std::vector<metadata::Listener>& listeners);
  /// From now on connections are served.
  void start();
  /// Stops accepting, lets requests in flight end for at most `grace_ms`, then closes everything.
  void stop(std::int64_t grace_ms);

  /// The port that a listener got, which tells when it asked for port 0.
  std::uint16_t port(std::size_t listener) const;
  std::size_t connection_count() const { return connections_; }
  /// For each API that was asked, since the start.
  std::vector<RequestTotals> request_totals() const;
  /// Connections that were ended or turned away for what their peer did.
  std::uint64_t refused_count() const;
  struct Connection {
    ClientInfo client;
    std::int64_t idle_ms = 0;
  };
  /// All that are open. REQUIRES: between start() and stop(), and none of the I/O threads.
  std::vector<Connection> connections();

 private:
  struct Acceptor;
  struct Worker;

  boost::asio::awaitable<void> accept_loop(Acceptor& acceptor);
  boost::asio::awaitable<void> serve(Worker& worker, std::shared_ptr<Session> session, std::string host);
  /// Closes a connection that came too soon after others of its address, after a while.
  boost::asio::awaitable<void> close_later(boost::asio::ip::tcp::socket socket, std::string host,
                                           std::chrono::milliseconds delay);
  boost::asio::awaitable<void> sweep(Worker& worker);
  void set_buffers(boost::asio::ip::tcp::socket& socket) const;
  std::size_t limit_of(const std::string& host) const;
  bool admit(const std::string& host);
  void release(const std::string& host);

  Broker& broker_;
  const std::size_t room_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  std::size_t next_worker_ = 0;
  std::atomic<std::size_t> connections_ = 0;
  std::atomic<bool> stopping_ = false;
  std::mutex hosts_mutex_;
  std::unordered_map<std::string, std::size_t> connections_by_host_;
};

}  // namespace moldau::broker
