#include "tests/sim/frontend.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "broker/broker.h"

namespace moldau::sim {

using boost::asio::awaitable;
using boost::asio::ip::tcp;

Frontend::Frontend(broker::Broker& broker, Network& network, std::size_t threads)
    : broker_(broker), network_(network) {
  for (std::size_t i = 0; i < threads; ++i) workers_.push_back(std::make_unique<Worker>(i));
}

Frontend::~Frontend() {
  stop(Duration::zero());
  for (auto& worker : workers_) worker->thread.stop();
  for (auto& worker : workers_) worker->sessions.clear();
  network_.reset_all();
  for (auto& worker : workers_) worker->thread.reset();
}

void Frontend::start() {
  network_.listen([this](const auto& connection) { accept(connection); });
  for (auto& worker : workers_)
    boost::asio::co_spawn(worker->thread.context(), sweep(*worker), boost::asio::detached);
}

void Frontend::accept(const std::shared_ptr<Connection>& connection) {
  auto& worker = *workers_[next_worker_++ % workers_.size()];
  boost::asio::post(worker.thread.executor(), [this, &worker, port = connection->port] {
    if (stopping_) return;
    network_.set_accepted_port(port);
    const auto session = std::make_shared<broker::Session>(
        broker_, tcp::socket(worker.thread.context()), broker_.config().listeners.front(), worker.metrics);
    worker.sessions.push_back(session);
    boost::asio::co_spawn(worker.thread.context(), serve(worker, session), boost::asio::detached);
  });
}

awaitable<void> Frontend::serve(Worker& worker, SessionPtr session) {
  co_await session->run();
  std::erase(worker.sessions, session);
}

awaitable<void> Frontend::sweep(Worker& worker) {
  boost::asio::steady_timer timer(worker.thread.executor());
  while (!stopping_) {
    timer.expires_after(seconds(1));
    boost::system::error_code ignored;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    const auto now = broker_.clock().steady_ms();
    const auto sessions = worker.sessions;  // closing one takes it out
    for (const auto& session : sessions) {
      session->call_overdue(now);
      if (session->is_overdue(now)) session->close();
    }
  }
}

template <class What>
void Frontend::for_each_session(What what) {
  for (auto& worker : workers_) {
    const auto sessions = worker->sessions;
    for (const auto& session : sessions) what(*session);
  }
}

bool Frontend::is_idle() const {
  return std::ranges::all_of(workers_, [](const auto& worker) { return worker->sessions.empty(); });
}

void Frontend::stop(Duration grace) {
  if (std::exchange(stopping_, true)) return;
  network_.listen({});
  for_each_session([](auto& session) { session.drain(); });
  auto& scheduler = network_.scheduler();
  scheduler.run_until([this] { return is_idle(); }, scheduler.now() + grace);
  for_each_session([](auto& session) { session.close(); });
}

}  // namespace moldau::sim
