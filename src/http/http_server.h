#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "broker/io_thread.h"
#include "http/sources.h"

namespace moldau::http {

/// Serves metrics, health and the read-only API on listeners and a thread of its own, so that neither side
/// can starve the other. Who asks slowly, at length or too often is cut off.
class HttpServer {
 public:
  HttpServer(broker::Broker& broker, broker::Server& server);
  /// REQUIRES: the broker's threads have ended where anything was served; one of them may answer us yet.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Listens at each "http://host:port" and serves health from now on. The error says where it cannot and
  /// why.
  std::expected<void, std::string> start(const std::vector<std::string>& listeners);
  /// The broker serves: everything is told from now on.
  void set_ready() { ready_ = true; }
  /// Serves nobody any more. REQUIRES: the server has not stopped yet.
  void stop();
  /// That a listener got.
  std::uint16_t port(std::size_t listener) const { return acceptors_.at(listener)->local_endpoint().port(); }

 private:
  using Acceptor = boost::asio::ip::tcp::acceptor;
  boost::asio::awaitable<void> accept_loop(Acceptor& acceptor);
  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);
  boost::asio::awaitable<void> serve_requests(boost::asio::ip::tcp::socket socket, const std::string& peer);
  void refuse(const std::string& peer, std::string_view reason);

  broker::Broker& broker_;
  std::atomic<bool> ready_ = false;
  Sources sources_;
  std::size_t connection_count_ = 0;  // on the thread alone
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  broker::IoThread thread_;
};

}  // namespace moldau::http
