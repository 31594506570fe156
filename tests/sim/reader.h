#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/messages/01_fetch.h"
#include "tests/sim/batches.h"
#include "tests/sim/client.h"

namespace moldau::sim {

protocol::FetchRequest fetch_request(const Place& place, std::int64_t offset, bool committed_only,
                                     std::int32_t max_wait_ms);

/// A fetch, and what the ledger says to its answer.
class Fetch {
 public:
  Fetch(Client& client, const Place& place, std::int64_t offset, bool committed_only)
      : client_(client), place_(place), offset_(offset), committed_only_(committed_only) {}
  /// Nothing where no answer came, or one that is to be asked for again.
  boost::asio::awaitable<std::optional<Consumed>> run(std::int32_t max_wait_ms);
  /// `before`: the place's marks when it was asked for. Nothing where it is to be asked for again.
  std::optional<Consumed> take(const FetchedPartition& part, const Marks& before);
  /// Where the place's name is not the topic's.
  Uuid topic_id;
  /// What was asked for has expired.
  bool has_expired = false;
  Marks marks;

 private:
  Client& client_;
  const Place place_;
  const std::int64_t offset_;
  const bool committed_only_;
};

/// Where a place starts now that `position` has expired.
boost::asio::awaitable<std::int64_t> skip_expired(Client& client, Place place, std::int64_t position);

/// Reads partitions from where it stands, and now and then from the beginning.
class Reader {
 public:
  Reader(World& world, std::string name, std::vector<Place> places, bool committed_only);
  boost::asio::awaitable<void> run();
  /// All of a place, to its end.
  boost::asio::awaitable<void> read_all(const Place& place, Ledger::Content& content, Uuid topic_id = {});

 private:
  World& world_;
  Client client_;
  const std::vector<Place> places_;
  const bool committed_only_;
  std::map<Place, std::int64_t> positions_;
};

}  // namespace moldau::sim
