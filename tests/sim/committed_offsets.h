#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "tests/sim/ledger.h"

namespace moldau::sim {

/// What groups committed, and who owns what: a committed offset is the last that was acknowledged, or one
/// whose answer was lost.
class CommittedOffsets {
 public:
  explicit CommittedOffsets(std::function<void(std::string)> fail) : fail_(std::move(fail)) {}

  /// A commit is sent; the ticket is for what came of it.
  using Ticket = std::uint64_t;
  Ticket sent(const std::string& group, const Place& place, std::int64_t offset, std::int32_t generation);
  void acknowledged(Ticket ticket);
  /// The broker refused it, or never got it.
  void refused(Ticket ticket);

  /// When a fetch of offsets is sent.
  std::uint64_t now() { return ++last_; }
  /// What it was answered, -1 for none. `since`: when it was sent.
  void seen(const std::string& group, const Place& place, std::int64_t offset, std::uint64_t since);
  /// All requests that were under way have ended with the broker: another life begins.
  void broker_is_gone();
  int life() const { return life_; }

  /// A member learned of its generation in that life of the broker, and of what it owns. A generation that
  /// nobody was synced in may be forgotten with the broker.
  void joined(const std::string& group, std::int32_t generation, int life);
  void owns(const std::string& group, std::int32_t generation, const Place& place, const std::string& member);

 private:
  struct Commit {
    std::string group;
    Place place;
    std::int64_t offset = 0;
    std::int32_t generation = -1;
    std::int32_t newest_generation = -1;  // that somebody had been told of
    bool acknowledged = false;
    std::uint64_t begun = 0, ended = 0;
  };
  struct Group {
    std::int32_t newest_generation = -1;
    std::map<std::pair<std::int32_t, Place>, std::string> owners;
  };

  std::function<void(std::string)> fail_;
  std::uint64_t last_ = 0;
  int life_ = 0;
  std::map<Ticket, Commit> commits_;  // those that may be what is committed, by when they were sent
  std::map<std::string, Group> groups_;
};

}  // namespace moldau::sim
