#pragma once

#include <boost/asio/awaitable.hpp>
#include <type_traits>
#include <utility>

#include "broker/blocking_pool.h"
#include "broker/run_on.h"

namespace moldau::broker {

/// Runs `work`, which blocks, on one of the pool's threads and returns its result to the caller's own
/// executor. No coroutine, as run_on.
template <class Work>
auto run_blocking(BlockingPool& pool, Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&>> {
  using Result = std::invoke_result_t<Work&>;
  return suspend<Result>([&pool, work = std::move(work)](Resume<Result> resume) mutable {
    pool.submit([work = std::move(work), resume = std::move(resume)]() mutable { resume(work()); });
  });
}

}  // namespace moldau::broker
