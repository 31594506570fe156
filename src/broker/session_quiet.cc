#include <utility>

#include "broker/session.h"

/// What a session has to do with quotas: its client is quiet where it was told to be.
namespace moldau::broker {

/// What was answered is sent first: the client is to know why nothing more comes.
boost::asio::awaitable<void> Session::stay_quiet() {
  const bool alive = co_await flush();
  release_buffers();
  if (alive && !closed_ && !draining_)
    co_await park(std::make_shared<Waiter>(channel_.executor()), *quiet_until_);
  quiet_until_.reset();
}

SessionQuotas& Session::quotas() {
  if (!quotas_) quotas_ = std::make_unique<SessionQuotas>();
  return *quotas_;
}

std::int64_t Session::take_service_ns() {
  return service_timer_.elapsed_ns() + std::exchange(network_ns_, 0);
}

}  // namespace moldau::broker
