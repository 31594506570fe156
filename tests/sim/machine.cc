#include "tests/sim/machine.h"

#include <algorithm>
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
constexpr std::size_t kIoThreads = 2;
constexpr seconds kGrace{2};
constexpr milliseconds kLongestFetch{20};
constexpr microseconds kLongestSync{500};

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
    : scheduler_(scheduler),
      network_(network),
      disk_(std::make_unique<MemoryFileSystem>(MemoryFileSystem::Threads::kOne)) {}

Machine::~Machine() {
  bury();
}

std::string Machine::start() {
  disk_->set_faults([this](Operation operation, const std::string& path) { return before(operation, path); });
  disk_->set_page_cache({.holds = [this](const auto&) { return !scheduler_.one_in(4); },
                         .fetch = [this] { wait_for_disk(kLongestFetch); }});
  storage_gone_ = false;
  failure_in_.reset();
  auto life = std::make_unique<Life>(*this);
  std::expected<void, std::string> started;
  life->database.while_default([&] { started = life->broker.start(""); });
  life_ = std::move(life);
  if (has_ended()) return "";
  if (!started) return started.error();
  life_->frontend.start();
  return "";
}

void Machine::stop() {
  if (!life_) return;
  life_->frontend.stop(kGrace);
  if (!has_ended()) life_->broker.stop();
  if (!has_ended()) bury();
}

std::optional<Machine::Fault> Machine::before(Operation operation, const std::string& path) {
  disk_->set_clock(scheduler_.wall_ms());
  const bool is_change = operation != Operation::kRead;
  if (end_ && is_change && end_->of.value_or(operation) == operation && path.contains(end_->path_part) &&
      end_->after-- == 0) {
    scheduler_.note("machine: in {}, before operation {} of {}", scheduler_.running(),
                    std::to_underlying(operation), path);
    end(end_->by_power_cut);
  }
  if (operation == Operation::kSync && scheduler_.running() == "sync" && scheduler_.one_in(3))
    wait_for_disk(std::max<Duration>(kLongestSync, longest_sync_));
  return is_change ? failure_of(operation, path) : std::nullopt;
}

/// Others work while one waits.
void Machine::wait_for_disk(Duration longest) {
  scheduler_.let_others_run(microseconds(scheduler_.between(20, longest / microseconds(1))));
}

/// What the broker still does in this step is for nobody.
void Machine::end(bool by_power_cut) {
  end_.reset();
  if (has_ended()) return;
  scheduler_.note("machine: {}", by_power_cut ? "the power fails" : "the process is killed");
  disk_after_ = disk_->copy();
  if (by_power_cut) disk_after_->crash(scheduler_.random());
  network_.silence_broker(true);
  scheduler_.halt();
}

void Machine::bury() {
  network_.reset_all();
  disk_->set_faults({});
  disk_->set_page_cache({});
  life_.reset();
  if (disk_after_) disk_ = std::exchange(disk_after_, nullptr);
  network_.silence_broker(false);
}

void Machine::fail_disk_in(std::uint64_t operations) {
  failure_in_ = operations;
}

void Machine::mend_disk() {
  failure_in_.reset();
  longest_sync_ = {};
}

/// Not of the metadata: without them there is no broker.
std::optional<Machine::Fault> Machine::failure_of(Operation operation, const std::string& path) {
  if (!failure_in_ || path.contains("moldau-metadata")) return std::nullopt;
  if ((*failure_in_)-- > 0) return std::nullopt;
  failure_in_.reset();
  ++failures_;
  const bool is_full = operation == Operation::kWrite && scheduler_.one_in(2);
  scheduler_.note("machine: {} of {} fails", is_full ? "no space for a write" : "a change", path);
  return Fault{is_full ? ENOSPC : EIO, is_full ? scheduler_.below(60) : 0};
}

}  // namespace moldau::sim
