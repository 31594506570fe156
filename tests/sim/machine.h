#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "tests/sim/network.h"
#include "tests/sim/scheduler.h"
#include "tests/support/memory_file_system.h"

namespace moldau::sim {

/// A machine with a disk and a broker that is started, stopped and cut off.
class Machine {
 public:
  Machine(Scheduler& scheduler, Network& network);
  ~Machine();

  /// The error says why the broker does not start; there is none where the power failed meanwhile.
  std::string start();
  /// A clean shutdown, unless the power fails meanwhile.
  void stop();
  bool is_up() const { return life_ != nullptr; }
  /// Neither clients nor the broker's own threads have anything to do with the disk from here on: it is as
  /// a power cut at this moment leaves it.
  void cut_power();
  /// As kill -9 does it: the disk has everything.
  void kill();
  /// In the middle of a step, before so many more changes of the disk.
  void cut_power_in(std::uint64_t operations) { cut_at_ = disk_->operations() + operations; }
  void keep_power() { cut_at_ = kNever; }
  /// The power is off or the process is gone, and there is a disk for the next start.
  bool lost_power() const { return after_cut_ != nullptr; }
  /// What is still there of the broker's process goes.
  void bury();
  /// The disk's change after so many fails, once.
  void fail_disk_in(std::uint64_t operations);
  void mend_disk() { disk_->set_faults(healthy()); }
  /// The broker has nowhere to write to any more, and would end its process.
  bool has_no_storage() const { return storage_gone_; }
  /// Of the disk's failures that were asked for.
  int failures() const { return failures_; }

 private:
  struct Life;
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};

  testing::MemoryFileSystem::FaultRule healthy();
  void wait_for_disk(testing::MemoryFileSystem::Operation operation);
  void leave(std::unique_ptr<testing::MemoryFileSystem> disk);
  void before_operation(std::uint64_t number);

  Scheduler& scheduler_;
  Network& network_;
  SystemClock clock_;
  std::unique_ptr<testing::MemoryFileSystem> disk_, after_cut_;
  std::unique_ptr<Life> life_;
  std::uint64_t cut_at_ = kNever;
  int failures_ = 0;
  bool storage_gone_ = false;
};

}  // namespace moldau::sim
