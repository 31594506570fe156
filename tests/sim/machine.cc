#include "tests/sim/machine.h"

#include <cerrno>
#include <stdexcept>
#include <utility>

#include "broker/broker.h"
#include "metadata/config/server_config.h"
#include "tests/metadata/sqlite_disk.h"
#include "tests/sim/frontend.h"

namespace moldau::sim {
namespace {

using testing::MemoryFileSystem;
using Operation = MemoryFileSystem::Operation;
constexpr std::size_t kIoThreads = 2;
constexpr seconds kGrace{2};

/// Small and soon, so that all that happens to logs happens often.
metadata::ServerConfig config() {
  const metadata::ConfigMap properties = {
      {"listeners", "PLAINTEXT://10.0.0.1:9092"},
      {"log.dirs", "/disk/a,/disk/b"},
      {"auto.create.topics.enable", "false"},
      {"offsets.topic.num.partitions", "2"},
      {"transaction.state.log.num.partitions", "2"},
      {"transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"},
      {"group.initial.rebalance.delay.ms", "100"},
      {"log.message.timestamp.after.max.ms", "9223372036854775807"},
      {"log.flush.offset.checkpoint.interval.ms", "3000"},
      {"log.flush.start.offset.checkpoint.interval.ms", "3000"},
      {"log.retention.check.interval.ms", "1000"},
      {"log.segment.delete.delay.ms", "500"},
      {"log.cleaner.backoff.ms", "1000"},
      {"log.cleaner.dedupe.buffer.size", "65536"},
      {"log.cleaner.io.buffer.size", "65536"},
      {"log.cleaner.min.cleanable.ratio", "0.2"},
  };
  auto made = metadata::make_server_config({.static_broker = properties}, "broker");
  if (!made) throw std::runtime_error(made.error().at(0));
  return std::move(*made);
}

}  // namespace

/// Of a broker's process.
struct Machine::Life {
  Life(Machine& machine)
      : database(*machine.disk_),
        broker(config(), *machine.disk_, machine.clock_, 1024, [&machine] { machine.storage_gone_ = true; }),
        frontend(broker, machine.network_, kIoThreads) {}
  ~Life() {
    frontend.stop(Duration::zero());
    broker.stop();
  }
  metadata::SqliteDisk database;
  broker::Broker broker;
  Frontend frontend;
};

Machine::Machine(Scheduler& scheduler, Network& network)
    : scheduler_(scheduler), network_(network), disk_(std::make_unique<MemoryFileSystem>()) {}

Machine::~Machine() {
  bury();
}

std::string Machine::start() {
  disk_->before_each([this](std::uint64_t number) { before_operation(number); });
  disk_->set_faults(healthy());
  storage_gone_ = false;
  auto life = std::make_unique<Life>(*this);
  std::expected<void, std::string> started;
  life->database.while_default([&] { started = life->broker.start(""); });
  life_ = std::move(life);
  if (lost_power()) return "";
  if (!started) return started.error();
  life_->frontend.start();
  return "";
}

void Machine::stop() {
  if (!life_) return;
  life_->frontend.stop(kGrace);
  if (!lost_power()) life_->broker.stop();
  if (!lost_power()) bury();
}

void Machine::before_operation(std::uint64_t number) {
  disk_->set_clock(scheduler_.wall_ms());
  if (number == cut_at_) cut_power();
}

void Machine::cut_power() {
  if (lost_power()) return;
  scheduler_.note("machine: power cut at operation {} of the disk, by {}", disk_->operations(),
                  scheduler_.running());
  auto left = disk_->copy();
  left->crash(scheduler_.random());
  leave(std::move(left));
}

void Machine::kill() {
  if (lost_power()) return;
  scheduler_.note("machine: the process is killed");
  leave(disk_->copy());
}

/// What the broker still does in this step is for nobody.
void Machine::leave(std::unique_ptr<MemoryFileSystem> disk) {
  cut_at_ = kNever;
  after_cut_ = std::move(disk);
  network_.silence_broker(true);
  scheduler_.halt();
}

void Machine::bury() {
  network_.reset_all();
  disk_->before_each({});
  disk_->set_faults({});
  life_.reset();
  if (after_cut_) disk_ = std::exchange(after_cut_, nullptr);
  network_.silence_broker(false);
}

/// Its syncs take their time, and others work meanwhile.
MemoryFileSystem::FaultRule Machine::healthy() {
  return [this](Operation operation, const std::string&) -> std::optional<MemoryFileSystem::Fault> {
    wait_for_disk(operation);
    return std::nullopt;
  };
}

void Machine::wait_for_disk(Operation operation) {
  if (operation == Operation::kSync && scheduler_.running() == "sync" && !scheduler_.halted() &&
      scheduler_.one_in(3))
    scheduler_.let_others_run(microseconds(scheduler_.between(20, scheduler_.one_in(20) ? 30'000 : 500)));
}

void Machine::fail_disk_in(std::uint64_t operations) {
  disk_->set_faults(
      [this, left = operations](Operation operation,
                                const std::string& path) mutable -> std::optional<MemoryFileSystem::Fault> {
        wait_for_disk(operation);
        const bool is_change = operation != Operation::kRead && !path.contains("moldau-metadata");
        if (!is_change || left == kNever) return std::nullopt;
        if (left > 0) return --left, std::nullopt;
        left = kNever;
        ++failures_;
        const bool is_full = operation == Operation::kWrite && scheduler_.one_in(2);
        scheduler_.note("machine: {} of {} fails", is_full ? "no space for a write" : "a change", path);
        return MemoryFileSystem::Fault{is_full ? ENOSPC : EIO, is_full ? scheduler_.below(60) : 0};
      });
}

}  // namespace moldau::sim
