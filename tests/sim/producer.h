#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "protocol/messages/00_produce.h"
#include "tests/sim/batches.h"
#include "tests/sim/client.h"

namespace moldau::sim {

/// An idempotent producer as real ones are: up to five batches on their way to a partition, sent again with
/// the same sequence until they are acknowledged.
class Producer {
 public:
  Producer(World& world, std::string name, const std::vector<Place>& places);
  boost::asio::awaitable<void> run();

 private:
  struct Batch {
    std::int32_t sequence = 0;
    std::vector<Entry> entries;
    Bytes bytes;
  };
  struct Target {
    Place place;
    std::int32_t next_sequence = 0;
    std::int64_t next_number = 0;
    std::deque<Batch> unacknowledged;
  };

  boost::asio::awaitable<void> become_producer();
  /// Sends what is unacknowledged, and takes the answers.
  boost::asio::awaitable<void> produce(Target& target);
  void add_batch(Target& target);
  void send(const Target& target, const Batch& batch);
  /// Whether the batch is acknowledged. `behind_failure`: of one before it on the same connection.
  bool take(Target& target, const protocol::ProduceResponse& answer, bool behind_failure);
  std::size_t most_in_flight(const Target& target) const;
  bool owes() const;

  World& world_;
  Client client_;
  std::vector<Target> targets_;
  std::int64_t id_ = -1;
  std::int16_t epoch_ = -1;
};

protocol::ProduceRequest produce_request(const Place& place, ByteView batch);

}  // namespace moldau::sim
