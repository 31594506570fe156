#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/log/cleaning_world.h"

namespace moldau::log::testing {

/// What was written to a compacted log, and what a reader must find of it whatever was cleaned, killed and
/// started again meanwhile.
class CleaningModel {
 public:
  explicit CleaningModel(std::uint64_t seed);

  /// One operation on the log, chosen by lot: 1 for each record, and for whatever else was done.
  int step();
  /// Readers find what they should; nothing vanished that had not to.
  void verify();
  /// A retry of each producer's last batch is known for one.
  void verify_sequences();
  /// A power cut in the middle of a cleaning, and the next start.
  void cut_power_in_cleaning(std::uint64_t after_operations);
  void restart();
  void clean();

  MemoryFileSystem disk;
  CleaningWorld world{disk};

 private:
  enum class State { kCommitted, kOpen, kAborted };
  struct Written {
    std::int64_t timestamp_ms;
    std::string key;
    std::optional<std::string> value;
    State state;
  };
  struct Producer {
    std::int64_t id;
    bool transactional;
    std::int32_t sequence = 0;
    std::vector<std::int64_t> open;  // offsets of its transaction
    std::optional<KeyedBatch> last;
    std::int64_t last_offset = -1;
  };
  using Values = std::map<std::string, std::string>;

  int put();
  void end_transaction(Producer& producer);
  /// As a client that reads committed records builds it.
  Values read_committed();
  Values expected_values(std::int64_t below) const;
  void verify_records();
  void before_cleaning();
  bool lot(int of) { return random_() % static_cast<unsigned>(of) == 0; }

  std::mt19937_64 random_;
  std::map<std::int64_t, Written> written_;
  std::vector<Producer> producers_;
  std::int64_t attempted_ = 0;  // no cleaning went further
};

}  // namespace moldau::log::testing
