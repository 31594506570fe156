#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <type_traits>
#include <utility>

#include "broker/blocking_pool.h"
#include "broker/quotas/service_timer.h"

namespace moldau::broker {

/// Runs `work`, which blocks, on one of the pool's threads and returns its result, or throws what it threw,
/// on the caller's own executor. No coroutine, as run_on.
template <class Work>
auto run_blocking(BlockingPool& pool, Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&>> {
  using Result = std::invoke_result_t<Work&>;
  ServiceTimer::pause_thread();
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(std::exception_ptr, Result)>(
      [&pool](auto handler, Work held_work) {
        auto executor = boost::asio::get_associated_executor(handler);
        pool.submit([executor, held = std::move(handler), work = std::move(held_work)]() mutable {
          std::exception_ptr thrown;
          Result result{};
          try {
            result = work();
          } catch (...) {  // out of memory, at worst: whoever waits ends for it, and nobody else
            thrown = std::current_exception();
          }
          boost::asio::post(executor, [held = std::move(held), thrown, result = std::move(result)]() mutable {
            std::move(held)(thrown, std::move(result));
          });
        });
      },
      boost::asio::use_awaitable, std::move(work));
}

}  // namespace moldau::broker
