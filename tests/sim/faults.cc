#include "tests/sim/faults.h"

#include <string>
#include <vector>

namespace moldau::sim {
namespace {

/// Less than a producer is forgotten after.
constexpr std::int64_t kFarthestJumpMs = 3 * 3'600'000;

/// What a broker may be ended at: files whose names come and go in several steps.
const std::vector<std::string> kParts = {"",           "",
                                         "",           ".log",
                                         ".cleaned",   ".swap",
                                         ".deleted",   ".snapshot",
                                         "checkpoint", "moldau-metadata",
                                         "-delete",    "latest-",
                                         "__",         ".kafka_cleanshutdown"};

}  // namespace

Machine::End Faults::some_end(std::uint64_t latest) {
  using Operation = testing::MemoryFileSystem::Operation;
  auto& scheduler = world_.scheduler;
  static const std::vector<Operation> kOperations = {Operation::kWrite,  Operation::kSync,
                                                     Operation::kRename, Operation::kRemove,
                                                     Operation::kCreate, Operation::kSyncDirectory};
  Machine::End end{.by_power_cut = !scheduler.one_in(4), .path_part = scheduler.any(kParts)};
  if (scheduler.one_in(2)) end.of = scheduler.any(kOperations);
  end.after = scheduler.below(end.of || !end.path_part.empty() ? 1 + latest / 6 : latest);
  return end;
}

void Faults::start_broker() {
  auto& scheduler = world_.scheduler;
  auto& machine = world_.machine;
  for (;;) {
    scheduler.resume();
    if (scheduler.one_in(4)) machine.end_at(some_end(60));
    const auto error = machine.start();
    machine.do_not_end();
    if (!machine.has_ended()) {
      scheduler.note("machine: started");
      if (!error.empty()) world_.fail("the broker does not start: " + error);
      return;
    }
    machine.bury();
  }
}

void Faults::recover() {
  auto& machine = world_.machine;
  if (machine.has_no_storage()) machine.end(false);
  if (!machine.has_ended() && machine.is_up()) return;
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
  auto& network = world_.network;
  switch (scheduler.below(12)) {
    case 0:
    case 1: machine.end(!scheduler.one_in(3)); break;
    case 2:
    case 3:
    case 4: machine.end_at(some_end(40)); break;
    case 5:
      if (scheduler.one_in(3)) machine.end_at(some_end(100));
      restart();
      break;
    case 6: machine.fail_disk_in(scheduler.below(20)); break;
    case 7: network.reset_any(); break;
    case 8: network.hold_any(milliseconds(scheduler.between(100, 15'000))); break;
    case 9: {
      const auto factor = static_cast<int>(scheduler.one_in(2) ? 1 : scheduler.between(2, 300));
      scheduler.note("network: {} times slower", factor);
      network.slow_down(factor);
      break;
    }
    case 10: {
      const auto longest = milliseconds(scheduler.one_in(2) ? 0 : scheduler.between(1, 100));
      scheduler.note("machine: a sync takes up to {} ms", longest.count());
      machine.slow_disk_down(longest);
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
    const auto calm = milliseconds(scheduler.between(0, scheduler.one_in(3) ? 100 : 1'500));
    scheduler.run_until([this] { return world_.machine.has_no_storage(); }, scheduler.now() + calm);
    if (!world_.failure().empty()) return;
    recover();
    if (world_.failure().empty()) cause_one();
  }
}

void Faults::end() {
  auto& machine = world_.machine;
  machine.do_not_end();
  world_.network.slow_down(1);
  if (world_.failure().empty()) recover();
  machine.mend_disk();
  if (machine.failures() > 0 && world_.failure().empty()) restart();
}

void Faults::end_life() {
  world_.machine.end(!world_.scheduler.one_in(3));
  recover();
}

}  // namespace moldau::sim
