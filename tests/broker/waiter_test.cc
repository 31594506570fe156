#include "broker/waiter.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <gtest/gtest.h>

#include "broker/io_thread.h"
#include "broker/run_on.h"

namespace moldau::broker {
namespace {

constexpr auto kForever = Waiter::TimePoint::max();

/// A thread with a loop, and a waiter on it.
class WaiterTest : public ::testing::Test {
 protected:
  std::future<bool> wait(Waiter::TimePoint until) {
    return boost::asio::co_spawn(thread.context(), waiter->wait_until(until), boost::asio::use_future);
  }

  IoThread thread{"waiter"};
  std::shared_ptr<Waiter> waiter = std::make_shared<Waiter>(thread.executor());
};

TEST_F(WaiterTest, is_woken_by_another_thread) {
  auto woken = wait(kForever);

  waiter->notify();

  EXPECT_TRUE(woken.get());
}

TEST_F(WaiterTest, that_was_notified_before_does_not_wait) {
  waiter->notify();

  EXPECT_TRUE(wait(kForever).get());
}

TEST_F(WaiterTest, may_be_notified_more_than_once) {
  auto woken = wait(kForever);

  for (int i = 0; i < 5; ++i) waiter->notify();

  EXPECT_TRUE(woken.get());
}

TEST_F(WaiterTest, goes_on_when_its_time_is_over) {
  EXPECT_FALSE(wait(std::chrono::steady_clock::now()).get());
}

TEST_F(WaiterTest, waits_again_once_it_is_reset) {
  waiter->notify();
  wait(kForever).get();

  auto done = boost::asio::co_spawn(
      thread.context(),
      [this]() -> boost::asio::awaitable<bool> {
        waiter->reset();
        co_return co_await waiter->wait_until(std::chrono::steady_clock::now());
      },
      boost::asio::use_future);

  EXPECT_FALSE(done.get());
}

TEST_F(WaiterTest, never_misses_a_notification) {
  for (int i = 0; i < 500; ++i) {
    waiter = std::make_shared<Waiter>(thread.executor());
    auto woken = wait(kForever);
    waiter->notify();
    ASSERT_TRUE(woken.get());
  }
}

TEST_F(WaiterTest, a_value_comes_back_from_another_executor) {
  IoThread other("other");
  auto where = boost::asio::co_spawn(
      thread.context(),
      [&]() -> boost::asio::awaitable<std::pair<std::thread::id, std::thread::id>> {
        auto work = [] { return std::this_thread::get_id(); };
        const auto there = co_await run_on(other.executor(), work);
        co_return std::pair(there, std::this_thread::get_id());
      },
      boost::asio::use_future);

  const auto [there, here] = where.get();

  EXPECT_NE(there, here);
}

}  // namespace
}  // namespace moldau::broker
