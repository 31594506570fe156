#include "tests/sim/world.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace moldau::sim {

World::World(std::uint64_t seed)
    : scheduler(seed),
      network(scheduler),
      machine(scheduler, network),
      ledger([this](const auto& what) { fail(what); }),
      offsets([this](const auto& what) { fail(what); }),
      thread_("clients") {}

void World::fail(const std::string& what) {
  scheduler.note("FAILED: {}", what);
  if (failure_.empty()) failure_ = what;
  scheduler.halt();
}

void World::spawn(const std::string& name, boost::asio::awaitable<void> client) {
  clients_.insert(name);
  boost::asio::co_spawn(thread_.context(), std::move(client), [this, name](std::exception_ptr error) {
    clients_.erase(name);
    if (!error) return;
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& thrown) {
      fail(name + ": " + thrown.what());
    }
  });
}

boost::asio::awaitable<void> World::rest(Duration time) {
  boost::asio::steady_timer timer(thread_.executor(), time);
  boost::system::error_code ignored;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

}  // namespace moldau::sim
