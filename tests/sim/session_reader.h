#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/client.h"
#include "tests/sim/reader.h"

namespace moldau::sim {

/// Reads partitions in a fetch session, as consumers do: says what it wants else than before, and is told
/// what is else than before. It ends when it has come to the end of each partition.
class SessionReader {
 public:
  SessionReader(World& world, std::string name, std::vector<Place> places, bool committed_only);
  boost::asio::awaitable<void> run();

 private:
  using Positions = std::map<Place, std::int64_t>;

  /// Another partition is left out, or one is read from the beginning, or a session is begun.
  void change_mind();
  Positions wanted() const;
  /// What the session has not been told yet.
  protocol::FetchRequest request(const Positions& wanted) const;
  boost::asio::awaitable<void> fetch();
  boost::asio::awaitable<void> take(protocol::FetchResponse answer, std::map<Place, Marks> before);
  boost::asio::awaitable<void> take(Place place, FetchedPartition part, Marks before);
  bool is_at_end() const;

  World& world_;
  Client client_;
  const bool committed_only_;
  Positions positions_;
  std::optional<Place> left_out_;
  std::int32_t session_id_ = 0, epoch_ = 0;  // epoch 0: the next answer begins a session
  Positions told_;                           // what the session knows
};

}  // namespace moldau::sim
