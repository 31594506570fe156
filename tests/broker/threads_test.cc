#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <gtest/gtest.h>
#include <latch>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "broker/blocking_pool.h"
#include "broker/published.h"
#include "broker/run_blocking.h"
#include "broker/upkeep.h"

namespace moldau::broker {
namespace {

TEST(BlockingPool, runs_what_it_is_given_on_its_threads) {
  BlockingPool pool("test", 2);
  std::promise<std::thread::id> ran;

  pool.submit([&] { ran.set_value(std::this_thread::get_id()); });

  EXPECT_NE(ran.get_future().get(), std::this_thread::get_id());
}

TEST(BlockingPool, one_piece_that_blocks_does_not_hold_the_others_up) {
  BlockingPool pool("test", 2);
  std::promise<void> unblock, ran;
  pool.submit([blocked = unblock.get_future()]() mutable { blocked.wait(); });

  pool.submit([&] { ran.set_value(); });

  ran.get_future().wait();
  unblock.set_value();
}

TEST(RunBlocking, gives_what_it_returns_or_throws_to_whoever_waits) {
  boost::asio::io_context context;
  BlockingPool pool("test", 1);
  std::string caught;
  int returned = 0, ended = 0;
  const auto until_all_ended = boost::asio::make_work_guard(context);
  const auto ask = [&](bool fails) -> boost::asio::awaitable<void> {
    auto work = [fails] { return fails ? throw std::bad_alloc() : 7; };
    try {
      returned += co_await run_blocking(pool, std::move(work));
    } catch (const std::bad_alloc&) {
      caught += "bad_alloc";
    }
    if (++ended == 3) context.stop();
  };

  for (const bool fails : {false, true, false})
    boost::asio::co_spawn(context, ask(fails), boost::asio::detached);
  context.run();

  EXPECT_EQ(returned, 14);
  EXPECT_EQ(caught, "bad_alloc");
}

TEST(BlockingPool, stop_runs_what_is_queued) {
  BlockingPool pool("test", 1);
  std::atomic<int> count = 0;
  for (int i = 0; i < 100; ++i) pool.submit([&] { ++count; });

  pool.stop();

  EXPECT_EQ(count, 100);
}

TEST(BlockingPool, destroys_what_comes_after_its_stop) {
  BlockingPool pool("test", 1);
  pool.stop();
  auto given = std::make_shared<int>(2);
  const std::weak_ptr<int> watched = given;

  pool.submit([given = std::move(given)] { FAIL() << "it is stopped"; });

  EXPECT_TRUE(watched.expired());
}

TEST(BlockingPool, lets_go_of_what_a_piece_held_once_it_is_done) {
  BlockingPool pool("test", 1);
  std::weak_ptr<int> watched;
  {
    auto given = std::make_shared<int>(2);
    watched = given;
    pool.submit([given = std::move(given)] {});
  }

  std::promise<void> next;
  pool.submit([&] { next.set_value(); });
  next.get_future().wait();

  EXPECT_TRUE(watched.expired());
}

TEST(BlockingPool, work_may_submit_work) {
  BlockingPool pool("test", 1);
  std::promise<void> ran;

  pool.submit([&] { pool.submit([&] { ran.set_value(); }); });

  ran.get_future().wait();
}

TEST(Upkeep, runs_a_task_again_and_again) {
  Upkeep upkeep;
  std::latch thrice(3);
  std::atomic<int> left = 3;
  upkeep.every(1, [&] {
    if (left-- > 0) thrice.count_down();
  });

  upkeep.start();

  thrice.wait();
}

TEST(Upkeep, a_rare_task_does_not_hold_a_frequent_one_up) {
  Upkeep upkeep;
  std::latch thrice(3);
  std::atomic<int> left = 3;
  upkeep.every(3'600'000, [] { FAIL() << "not within this test"; });
  upkeep.every(1, [&] {
    if (left-- > 0) thrice.count_down();
  });

  upkeep.start();

  thrice.wait();
}

TEST(Upkeep, stop_waits_for_the_task_at_hand) {
  Upkeep upkeep;
  std::promise<void> started, go_on;
  std::atomic<bool> once = false, ended = false;
  upkeep.every(1, [&] {
    if (once.exchange(true)) return;
    started.set_value();
    go_on.get_future().wait();
    ended = true;
  });
  upkeep.start();
  started.get_future().wait();

  std::jthread stopping([&] { upkeep.stop(); });
  EXPECT_FALSE(ended);
  go_on.set_value();
  stopping.join();

  EXPECT_TRUE(ended);
}

TEST(Upkeep, stops_at_once_however_rare_its_tasks_are) {
  Upkeep upkeep;
  upkeep.every(3'600'000, [] {});
  upkeep.start();

  upkeep.stop();
  upkeep.stop();
}

TEST(Published, gives_the_last_value) {
  Published<int> published(std::make_shared<int>(1));
  EXPECT_EQ(*published.get(), 1);

  published.set(std::make_shared<int>(2));

  EXPECT_EQ(*published.get(), 2);
}

TEST(Published, two_objects_of_one_type_keep_their_own_values) {
  Published<int> one(std::make_shared<int>(1)), two(std::make_shared<int>(2));

  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(*one.get(), 1);
    EXPECT_EQ(*two.get(), 2);
  }
}

TEST(Published, an_object_at_the_place_of_an_earlier_one_does_not_give_its_value) {
  for (int i = 0; i < 5; ++i) {
    const Published<int> published(std::make_shared<int>(i));
    EXPECT_EQ(*published.get(), i);
  }
}

TEST(Published, a_copy_outlives_the_next_value) {
  Published<int> published(std::make_shared<int>(1));

  const auto copy = published.get();
  published.set(std::make_shared<int>(2));
  published.get();

  EXPECT_EQ(*copy, 1);
}

TEST(Published, readers_on_many_threads_never_see_an_older_value_again) {
  Published<int> published(std::make_shared<int>(0));
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      for (int last = 0; last < 1'000;) {
        const int now = *published.get();
        EXPECT_GE(now, last);
        last = now;
      }
    });

  for (int value = 1; value <= 1'000; ++value) published.set(std::make_shared<int>(value));
}

}  // namespace
}  // namespace moldau::broker
