#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "protocol/records/batch_builder.h"
#include "tests/power_cut/promises.h"
#include "tests/power_cut/world.h"

namespace moldau::power_cut {

/// A broker's life, chosen by lot: each step is one operation that somebody waits for.
class Script {
 public:
  Script(MemoryFileSystem& disk, std::uint64_t seed);

  void begin();
  void step();
  /// As of now, or of the operation of the disk that is just being made.
  const Promises& promises() const { return promises_; }
  ManualClock& clock() { return clock_; }

 private:
  bool lot(unsigned of) { return random_() % of == 0; }
  template <class Things>
  auto& any(Things& things) {
    return *std::next(things.begin(), static_cast<std::ptrdiff_t>(random_() % things.size()));
  }
  std::vector<Record> some_records();
  void produce();
  void produce_in_transaction();
  void end_transaction();
  void commit_offset();
  void create_topic();
  void delete_topic();
  void delete_records();
  void maintain();
  void restart();
  void append(const TopicPartition& at, const std::vector<Record>& records, Promises::State state,
              const protocol::BatchBuilder::Options& options);
  void begin_markers(const Promises::Transaction& transaction);
  void end_markers();

  MemoryFileSystem& disk_;
  std::mt19937_64 random_;
  ManualClock clock_;
  World world_;
  Promises promises_;
  std::int64_t values_ = 0, committed_ = 0;
  int topics_ = 0;
};

}  // namespace moldau::power_cut
