#include "broker/server.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <fmt/format.h>
#include <future>
#include <thread>

#include "base/diag.h"
#include "broker/broker.h"
#include "broker/session.h"

namespace moldau::broker {
namespace {

using boost::asio::awaitable;
using boost::asio::ip::tcp;
constexpr auto kSweepInterval = std::chrono::seconds(1);
constexpr auto kAcceptRetry = std::chrono::milliseconds(100);

awaitable<void> pause(boost::asio::any_io_executor executor, std::chrono::milliseconds time) {
  boost::asio::steady_timer timer(executor, time);
  boost::system::error_code ignored;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

/// An empty host means every address, IPv6 where the machine has it.
std::vector<tcp::endpoint> endpoints_of(const metadata::Listener& listener,
                                        boost::system::error_code& error) {
  if (listener.host.empty())
    return {tcp::endpoint(tcp::v6(), listener.port), tcp::endpoint(tcp::v4(), listener.port)};
  boost::asio::io_context context;
  tcp::resolver resolver(context);
  std::vector<tcp::endpoint> endpoints;
  for (const auto& entry : resolver.resolve(listener.host, std::to_string(listener.port), error))
    endpoints.push_back(entry.endpoint());
  return endpoints;
}

/// What to do where one cannot listen.
std::string_view remedy(const boost::system::error_code& error) {
  if (error == boost::asio::error::address_in_use)
    return "stop what holds the port, or choose another one in `listeners`";
  if (error == boost::asio::error::access_denied)
    return "ports below 1024 need CAP_NET_BIND_SERVICE: grant it, or choose another port in `listeners`";
  return "name an address of this machine in `listeners`, or none for all of them";
}

boost::system::error_code open(tcp::acceptor& acceptor, const tcp::endpoint& endpoint, std::int32_t backlog) {
  boost::system::error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && endpoint.address().is_v6() && endpoint.address().is_unspecified())
    acceptor.set_option(boost::asio::ip::v6_only(false), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(backlog, error);
  if (error) {
    boost::system::error_code ignored;
    acceptor.close(ignored);
  }
  return error;
}

}  // namespace

struct Server::Acceptor {
  Acceptor(boost::asio::io_context& context, const metadata::Listener& from)
      : acceptor(context), listener(from) {}
  tcp::acceptor acceptor;
  metadata::Listener listener;
};

struct Server::Worker {
  explicit Worker(std::size_t number) : thread(fmt::format("io-{}", number)) {}
  bool is_idle() const { return session_count == 0; }
  /// Calls `what` with each session, on the worker's thread, and waits for that.
  template <class What>
  void for_each_session(What what) {
    std::packaged_task<void()> task([this, what] {
      const auto all = sessions;  // closing one takes it out of the set
      for (const auto& session : all) what(*session);
    });
    auto done = task.get_future();
    boost::asio::post(thread.context(), std::move(task));
    done.wait();
  }

  std::unordered_set<std::shared_ptr<Session>> sessions;  // touched on the thread alone
  std::atomic<std::size_t> session_count = 0;
  RequestMetrics metrics;
  IoThread thread;
};

Server::Server(Broker& broker, std::size_t threads, std::size_t room) : broker_(broker), room_(room) {
  for (std::size_t i = 0; i < threads; ++i) workers_.push_back(std::make_unique<Worker>(i));
}

Server::~Server() {
  stop(0);
  for (auto& worker : workers_) worker->thread.stop();
  // Sockets go before the loops that they are registered with.
  for (auto& worker : workers_) worker->sessions.clear();
  acceptors_.clear();
  for (auto& worker : workers_) worker->thread.reset();
}

std::expected<void, std::string> Server::listen(const std::vector<metadata::Listener>& listeners) {
  for (const auto& listener : listeners) {
    auto acceptor = std::make_unique<Acceptor>(workers_.front()->thread.context(), listener);
    boost::system::error_code error;
    for (const auto& endpoint : endpoints_of(listener, error))
      if (!(error = open(acceptor->acceptor, endpoint, broker_.config().network.socket_listen_backlog_size)))
        break;
    if (error)
      return std::unexpected(
          fmt::format("cannot listen on {}: {}; {}", listener.to_string(), error.message(), remedy(error)));
    acceptors_.push_back(std::move(acceptor));
  }
  return {};
}

std::uint16_t Server::port(std::size_t listener) const {
  return acceptors_.at(listener)->acceptor.local_endpoint().port();
}

void Server::start() {
  for (auto& acceptor : acceptors_)
    boost::asio::co_spawn(workers_.front()->thread.context(), accept_loop(*acceptor), boost::asio::detached);
  for (auto& worker : workers_)
    boost::asio::co_spawn(worker->thread.context(), sweep(*worker), boost::asio::detached);
}

awaitable<void> Server::accept_loop(Acceptor& acceptor) {
  while (!stopping_) {
    auto& worker = *workers_[next_worker_++ % workers_.size()];
    tcp::socket socket(worker.thread.context());
    boost::system::error_code error;
    co_await acceptor.acceptor.async_accept(socket,
                                            boost::asio::redirect_error(boost::asio::use_awaitable, error));
    if (stopping_ || error == boost::asio::error::operation_aborted) break;
    if (error) {  // out of descriptors or memory: the backlog holds the peers meanwhile
      broker_.free_descriptors();
      broker_.strangers().note("accept", error.message(), broker_.clock().steady_ms());
      co_await pause(co_await boost::asio::this_coro::executor, kAcceptRetry);
      continue;
    }
    const auto peer = socket.remote_endpoint(error);
    if (error) continue;
    auto host = host_of(peer);
    auto& rates = broker_.connection_rates();
    if (const auto wait_ms = rates.record(broker_.clock().steady_ms()); wait_ms > 0)
      co_await pause(co_await boost::asio::this_coro::executor, std::chrono::milliseconds(wait_ms));
    const auto too_soon_ms = rates.record_from(host, broker_.clock().steady_ms());
    if (!admit(host)) continue;
    if (too_soon_ms > 0) {
      boost::asio::co_spawn(
          worker.thread.context(),
          close_later(std::move(socket), std::move(host), std::chrono::milliseconds(too_soon_ms)),
          boost::asio::detached);
      continue;
    }
    set_buffers(socket);
    auto session = std::make_shared<Session>(broker_, std::move(socket), acceptor.listener, worker.metrics);
    boost::asio::co_spawn(worker.thread.context(), serve(worker, std::move(session), std::move(host)),
                          boost::asio::detached);
  }
}

awaitable<void> Server::serve(Worker& worker, std::shared_ptr<Session> session, std::string host) {
  worker.sessions.insert(session);
  ++worker.session_count;
  try {
    co_await session->run();
  } catch (const std::exception& error) {  // out of memory, at worst: this connection ends, the others go on
    broker_.strangers().note(host, error.what(), broker_.clock().steady_ms());
    broker_.client_events().note(Subject::kClient, host, "connection-ended", error.what());
    session->close();
  }
  worker.sessions.erase(session);
  --worker.session_count;
  release(host);
}

awaitable<void> Server::close_later(tcp::socket socket, std::string host, std::chrono::milliseconds delay) {
  const auto executor = socket.get_executor();
  co_await pause(executor, delay);
  boost::system::error_code ignored;
  socket.close(ignored);
  release(host);
}

awaitable<void> Server::sweep(Worker& worker) {
  while (!stopping_) {
    co_await pause(worker.thread.executor(), kSweepInterval);
    const auto now = broker_.clock().steady_ms();
    const auto sessions = worker.sessions;  // closing one takes it out of the set
    for (const auto& session : sessions) {
      session->call_overdue(now);
      if (session->is_overdue(now)) session->close();
    }
  }
}

/// A small send buffer keeps what is fetched in the processor's cache until the peer has it (ADR 10). The
/// system tunes the receive buffer better than a fixed size does, so only what somebody wrote counts there.
void Server::set_buffers(tcp::socket& socket) const {
  const auto& config = broker_.config();
  boost::system::error_code ignored;
  if (config.network.socket_send_buffer_bytes > 0)
    socket.set_option(boost::asio::socket_base::send_buffer_size(config.network.socket_send_buffer_bytes),
                      ignored);
  if (config.configs.find("socket.receive.buffer.bytes") && config.network.socket_receive_buffer_bytes > 0)
    socket.set_option(
        boost::asio::socket_base::receive_buffer_size(config.network.socket_receive_buffer_bytes), ignored);
}

/// This machine's own programs are no strangers: the default limit is not theirs.
std::size_t Server::limit_of(const std::string& host) const {
  const auto config = broker_.current_config();
  const auto& limits = config->network;
  if (const auto own = broker_.connection_overrides().limit_of(host)) return static_cast<std::size_t>(*own);
  const bool loopback = host.starts_with("127.") || host == "::1";
  const bool by_default = !config->configs.find("max.connections.per.ip");
  return static_cast<std::size_t>(loopback && by_default ? limits.max_connections
                                                         : limits.max_connections_per_ip);
}

bool Server::admit(const std::string& host) {
  const auto config = broker_.current_config();
  const auto& limits = config->network;
  const std::lock_guard lock(hosts_mutex_);
  auto& of_host = connections_by_host_[host];
  const auto most = static_cast<std::size_t>(limits.max_connections);
  const bool full = connections_ >= std::min(most, room_);
  if (full || of_host >= limit_of(host)) {
    workers_.front()->metrics.refused.add(1);  // whose thread accepts
    auto why = fmt::format("max.connections.per.ip={} reached", limit_of(host));
    if (full)
      why = most > room_
                ? fmt::format("the process may have no more open files than for {} connections", room_)
                : fmt::format("max.connections={} reached", most);
    broker_.strangers().note(host, why, broker_.clock().steady_ms());
    broker_.client_events().note(Subject::kClient, host, "connection-refused", why);
    if (of_host == 0) connections_by_host_.erase(host);
    return false;
  }
  ++of_host;
  ++connections_;
  return true;
}

void Server::release(const std::string& host) {
  const std::lock_guard lock(hosts_mutex_);
  if (--connections_by_host_[host] == 0) connections_by_host_.erase(host);
  --connections_;
}

std::vector<RequestTotals> Server::request_totals() const {
  std::vector<RequestTotals> totals;
  for (std::size_t i = 0; i < api_table().size(); ++i) {
    RequestTotals total{.api = &api_table()[i]};
    for (const auto& worker : workers_) {
      const auto& counted = worker->metrics.apis()[i];
      total.request_bytes += counted.request_bytes.value();
      total.response_bytes += counted.response_bytes.value();
      total.times.add(counted.times.counts());
    }
    if (total.request_bytes > 0) totals.push_back(total);
  }
  return totals;
}

std::uint64_t Server::refused_count() const {
  std::uint64_t count = 0;
  for (const auto& worker : workers_) count += worker->metrics.refused.value();
  return count;
}

std::vector<Server::Connection> Server::connections() {
  std::vector<Connection> all;
  const auto now = broker_.clock().steady_ms();
  for (auto& worker : workers_)
    worker->for_each_session(
        [&](Session& session) { all.push_back({session.client(), now - session.last_active_ms()}); });
  return all;
}

void Server::stop(std::int64_t grace_ms) {
  if (stopping_.exchange(true) || acceptors_.empty()) return;
  auto& first = workers_.front()->thread;
  boost::asio::post(first.context(), [this] {
    for (auto& acceptor : acceptors_) acceptor->acceptor.close();
  });
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(grace_ms);
  for (auto& worker : workers_) worker->for_each_session([](Session& session) { session.drain(); });
  const auto busy = [](const auto& worker) { return !worker->is_idle(); };
  while (std::ranges::any_of(workers_, busy) && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  for (auto& worker : workers_) worker->for_each_session([](Session& session) { session.close(); });
}

}  // namespace moldau::broker
