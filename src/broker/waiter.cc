#include "broker/waiter.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "broker/quotas/service_timer.h"

namespace moldau::broker {

void Waiter::notify() {
  if (notified_.exchange(true)) return;
  // Posted even from the executor's own thread: whoever waits starts its timer before this runs.
  boost::asio::post(timer_.get_executor(), [self = shared_from_this()] { self->timer_.cancel(); });
}

boost::asio::awaitable<bool> Waiter::wait_until(TimePoint deadline) {
  if (!notified_) {
    ServiceTimer::pause_thread();
    timer_.expires_at(deadline);
    boost::system::error_code ignored;
    co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  co_return notified_.load();
}

}  // namespace moldau::broker
