#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/batches.h"
#include "tests/sim/client.h"

namespace moldau::sim {

/// Consumes, transforms, produces: exactly once, whatever happens. In the first protocol of transactions, or
/// the second (KIP-890).
class Transformer {
 public:
  struct Work {
    std::string transactional_id, group;
    /// Who writes the input: once that has ended there is an end to it.
    std::string feeder;
    Place input;
    std::vector<Place> outputs;
    bool second_protocol = false;
  };
  Transformer(World& world, Work work);
  boost::asio::awaitable<void> run();

  const Work& work() const { return work_; }
  /// What the group committed, once all is over.
  std::int64_t position() const { return position_; }

 private:
  /// Fences earlier selves, ends what they left, and learns where they came to.
  boost::asio::awaitable<void> begin();
  boost::asio::awaitable<bool> init();
  boost::asio::awaitable<bool> fetch_position();
  /// False where it has to begin anew.
  boost::asio::awaitable<bool> transform(std::map<std::int64_t, Entry> entries);
  boost::asio::awaitable<bool> add_partitions(std::vector<Place> places);
  boost::asio::awaitable<bool> produce(Place place, std::vector<Entry> entries);
  boost::asio::awaitable<bool> commit_offset(std::int64_t offset);
  boost::asio::awaitable<bool> add_group();
  boost::asio::awaitable<bool> end(bool commit);
  /// Whether it was done; asks again, as clients do, where that may help.
  enum class Verdict { kDone, kAgain, kAnew };
  Verdict judge(const char* what, std::optional<ErrorCode> error);

  World& world_;
  const Work work_;
  Client client_;
  std::int64_t id_ = -1, position_ = 0, committed_ = 0;
  std::int16_t epoch_ = -1;
  std::map<Place, std::int32_t> next_sequences_;
  std::shared_ptr<Transaction> transaction_;
  int transactions_ = 0;
  std::int64_t outputs_ = 0;
};

}  // namespace moldau::sim
