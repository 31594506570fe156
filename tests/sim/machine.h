#pragma once

#include <cstdint>
#include <memory>
#include <optional>
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

  /// The error says why the broker does not start; there is none where it ended meanwhile.
  std::string start();
  /// A clean shutdown, unless it ends meanwhile.
  void stop();
  bool is_up() const { return life_ != nullptr; }
  /// Before an operation of the disk, in the middle of a step, the power fails, or the process is killed as
  /// by kill -9: then the disk has everything that was written.
  struct End {
    bool by_power_cut = true;
    /// Of which operations, all where there is none, and of which files.
    std::optional<testing::MemoryFileSystem::Operation> of{};
    std::string path_part{};
    /// Operations of these before it.
    std::uint64_t after = 0;
  };
  void end_at(End end) { end_ = std::move(end); }
  void do_not_end() { end_.reset(); }
  /// At once.
  void end(bool by_power_cut);
  /// There is no process any more that does anything, and a disk for the next start.
  bool has_ended() const { return disk_after_ != nullptr; }
  /// What is still there of the broker's process goes.
  void bury();
  /// The disk's change after so many fails, once.
  void fail_disk_in(std::uint64_t operations);
  /// How long a sync takes at most.
  void slow_disk_down(Duration longest) { longest_sync_ = longest; }
  void mend_disk();
  /// The broker has nowhere to write to any more, and would end its process.
  bool has_no_storage() const { return storage_gone_; }
  /// Of the disk's failures that were asked for.
  int failures() const { return failures_; }

 private:
  struct Life;
  using Operation = testing::MemoryFileSystem::Operation;
  using Fault = testing::MemoryFileSystem::Fault;

  /// Before each operation of the disk.
  std::optional<Fault> before(Operation operation, const std::string& path);
  void wait_for_disk(Duration longest);
  std::optional<Fault> failure_of(Operation operation, const std::string& path);

  Scheduler& scheduler_;
  Network& network_;
  SystemClock clock_;
  std::unique_ptr<testing::MemoryFileSystem> disk_, disk_after_;
  std::unique_ptr<Life> life_;
  std::optional<End> end_;
  std::optional<std::uint64_t> failure_in_;
  Duration longest_sync_{};
  int failures_ = 0;
  bool storage_gone_ = false;
};

}  // namespace moldau::sim
