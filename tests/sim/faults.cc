#include "tests/sim/faults.h"

namespace moldau::sim {
namespace {

/// Less than a producer is forgotten after.
constexpr std::int64_t kFarthestJumpMs = 3 * 3'600'000;
constexpr seconds kForever{100'000};

}  // namespace

void Faults::start_broker() {
  auto& scheduler = world_.scheduler;
  for (;;) {
    scheduler.resume();
    if (scheduler.one_in(4)) world_.machine.cut_power_in(scheduler.below(60));
    const auto error = world_.machine.start();
    world_.machine.keep_power();
    if (!world_.machine.lost_power()) {
      scheduler.note("machine: started");
      if (!error.empty()) world_.fail("the broker does not start: " + error);
      return;
    }
    world_.machine.bury();
  }
}

void Faults::recover() {
  auto& machine = world_.machine;
  if (machine.has_no_storage()) machine.kill();
  if (!machine.lost_power() && machine.is_up()) return;
  machine.bury();
  world_.offsets.broker_is_gone();
  world_.scheduler.resume();
  const auto dark = milliseconds(world_.scheduler.between(1, 2'000));
  world_.scheduler.run_until([] { return false; }, world_.scheduler.now() + dark);
  if (world_.failure().empty()) start_broker();
}

void Faults::restart() {
  world_.scheduler.note("machine: stops");
  world_.machine.stop();
  recover();
}

void Faults::cause_one() {
  auto& scheduler = world_.scheduler;
  auto& machine = world_.machine;
  switch (scheduler.below(10)) {
    case 0: machine.cut_power(); break;
    case 1:
    case 2: machine.cut_power_in(scheduler.below(30)); break;
    case 3:
      if (scheduler.one_in(3)) machine.cut_power_in(scheduler.below(100));
      restart();
      break;
    case 4: machine.fail_disk_in(scheduler.below(20)); break;
    case 5: machine.kill(); break;
    case 6:
    case 7: world_.network.reset_any(); break;
    case 8: {
      const auto factor = static_cast<int>(scheduler.one_in(2) ? 1 : scheduler.between(2, 300));
      scheduler.note("network: {} times slower", factor);
      world_.network.slow_down(factor);
      break;
    }
    default: {
      const auto by = milliseconds(scheduler.between(-kFarthestJumpMs, kFarthestJumpMs));
      scheduler.note("clock: the wall clock jumps by {} ms", by.count());
      scheduler.jump_wall(by);
    }
  }
}

void Faults::run(Duration time) {
  auto& scheduler = world_.scheduler;
  const auto end = scheduler.now() + time;
  while (scheduler.now() < end && world_.failure().empty()) {
    const auto calm = milliseconds(scheduler.between(0, 1'500));
    scheduler.run_until([this] { return world_.machine.has_no_storage(); }, scheduler.now() + calm);
    if (!world_.failure().empty()) return;
    recover();
    if (world_.failure().empty()) cause_one();
  }
}

void Faults::end() {
  auto& machine = world_.machine;
  machine.keep_power();
  world_.network.slow_down(1);
  if (world_.failure().empty()) recover();
  machine.mend_disk();
  if (machine.failures() > 0 && world_.failure().empty()) restart();
}

}  // namespace moldau::sim
