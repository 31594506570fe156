#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "broker/quotas/service_timer.h"

namespace moldau::broker {

/// Gives a suspended coroutine its value, once, from any thread; it goes on on its own executor.
template <class T>
using Resume = std::move_only_function<void(T)>;

/// Suspends the caller, hands `start` the means to resume it, and returns what it is resumed with. Neither
/// this nor run_on is a coroutine, and callers give their closures names: GCC 12 destroys closures and other
/// aggregates twice that are temporaries of a co_await expression.
template <class T, class Start>
boost::asio::awaitable<T> suspend(Start start) {
  ServiceTimer::pause_thread();
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(
      [](auto handler, Start begin) {
        auto executor = boost::asio::get_associated_executor(handler);
        begin(Resume<T>([executor, held = std::move(handler)](T value) mutable {
          boost::asio::post(executor, [held = std::move(held), value = std::move(value)]() mutable {
            std::move(held)(std::move(value));
          });
        }));
      },
      boost::asio::use_awaitable, std::move(start));
}

/// Runs `work` on another executor and returns its result to the caller's own.
template <class Executor, class Work>
auto run_on(Executor executor, Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&>> {
  using Result = std::invoke_result_t<Work&>;
  return suspend<Result>([executor, work = std::move(work)](Resume<Result> resume) mutable {
    boost::asio::post(executor,
                      [work = std::move(work), resume = std::move(resume)]() mutable { resume(work()); });
  });
}

}  // namespace moldau::broker
