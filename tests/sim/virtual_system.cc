#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <pthread.h>
#include <random>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <thread>
#include <unistd.h>

#include "tests/sim/scheduler.h"

// What of the system gives another answer each time, from the seed instead: these stand in for what the
// libraries would have had. Outside of a simulation they are what they were.

using moldau::sim::Scheduler;

namespace {

std::chrono::nanoseconds real_time(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept {
  const auto* simulation = Scheduler::current();
  return simulation ? simulation->now() : time_point(real_time(CLOCK_MONOTONIC));
}

std::chrono::system_clock::time_point std::chrono::system_clock::now() noexcept {
  const auto* simulation = Scheduler::current();
  return time_point(simulation ? simulation->wall() : real_time(CLOCK_REALTIME));
}

std::random_device::result_type std::random_device::_M_getval() {
  unsigned int value = 0;
  (void)getrandom(&value, sizeof value, 0);
  return value;
}

extern "C" {

ssize_t getrandom(void* out, size_t size, unsigned flags) {
  auto* simulation = Scheduler::current();
  if (!simulation) return syscall(SYS_getrandom, out, size, flags);
  std::generate_n(static_cast<std::uint8_t*>(out), size,
                  [&] { return static_cast<std::uint8_t>(simulation->random()); });
  return static_cast<ssize_t>(size);
}

/// Who waits for another thread lets the others run, and looks again.
int pthread_cond_wait(pthread_cond_t*, pthread_mutex_t* mutex) {
  pthread_mutex_unlock(mutex);
  if (auto* simulation = Scheduler::current())
    simulation->let_others_run(std::chrono::milliseconds(1));
  else
    std::this_thread::yield();
  pthread_mutex_lock(mutex);
  return 0;
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t,
                           const timespec* until) {
  pthread_cond_wait(condition, mutex);
  const auto end = std::chrono::seconds(until->tv_sec) + std::chrono::nanoseconds(until->tv_nsec);
  return std::chrono::steady_clock::now().time_since_epoch() < end ? 0 : ETIMEDOUT;
}

/// Asio waits for a timer as for any descriptor, so any that the scheduler can make readable will do.
int timerfd_create(int clock, int flags) noexcept {
  if (!Scheduler::current()) return static_cast<int>(syscall(SYS_timerfd_create, clock, flags));
  return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

int timerfd_settime(int descriptor, int flags, const itimerspec* wanted, itimerspec* before) noexcept {
  auto* simulation = Scheduler::current();
  if (!simulation) return static_cast<int>(syscall(SYS_timerfd_settime, descriptor, flags, wanted, before));
  eventfd_t fired = 0;
  eventfd_read(descriptor, &fired);
  const auto time =
      std::chrono::seconds(wanted->it_value.tv_sec) + std::chrono::nanoseconds(wanted->it_value.tv_nsec);
  const bool at_once = (flags & TFD_TIMER_ABSTIME) != 0;  // Asio gives a time that is over
  if (time.count() == 0)
    simulation->disarm_timer(descriptor);
  else
    simulation->arm_timer(descriptor, at_once ? simulation->now() : simulation->now() + time);
  return 0;
}
}
