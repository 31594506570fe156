#include "tests/sim/committed_offsets.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace moldau::sim {
namespace {

constexpr auto kNever = ~std::uint64_t{0};

}  // namespace

CommittedOffsets::Ticket CommittedOffsets::sent(const std::string& group, const Place& place,
                                                std::int64_t offset, std::int32_t generation) {
  const auto ticket = ++last_;
  commits_[ticket] = {.group = group,
                      .place = place,
                      .offset = offset,
                      .generation = generation,
                      .newest_generation = groups_[group].newest_generation,
                      .begun = ticket,
                      .ended = kNever};
  return ticket;
}

void CommittedOffsets::acknowledged(Ticket ticket) {
  auto& commit = commits_.at(ticket);
  commit.acknowledged = true;
  commit.ended = std::min(commit.ended, ++last_);
  if (commit.generation >= 0 && commit.generation < commit.newest_generation)
    fail_(fmt::format("{}: generation {} commits {} for {} after generation {} began", commit.group,
                      commit.generation, commit.offset, commit.place.to_string(), commit.newest_generation));
}

void CommittedOffsets::refused(Ticket ticket) {
  commits_.erase(ticket);
}

void CommittedOffsets::broker_is_gone() {
  ++last_;
  ++life_;
  for (auto& [ticket, commit] : commits_) commit.ended = std::min(commit.ended, last_);
  for (auto& [name, group] : groups_) group.newest_generation = -1;
}

void CommittedOffsets::seen(const std::string& group, const Place& place, std::int64_t offset,
                            std::uint64_t since) {
  std::vector<Commit*> all;
  for (auto& [ticket, commit] : commits_)
    if (commit.group == group && commit.place == place) all.push_back(&commit);
  // One is over if another one began after it and was acknowledged before this fetch was sent; or was of a
  // newer generation.
  std::uint64_t last_over = 0;
  std::int32_t generation = -1;
  for (const auto* commit : all) {
    if (!commit->acknowledged || commit->ended >= since) continue;
    last_over = std::max(last_over, commit->begun);
    generation = std::max(generation, commit->generation);
  }
  if (offset == -1 && last_over == 0) return;
  std::vector<Commit*> possible;
  for (auto* commit : all)
    if (commit->offset == offset && commit->ended >= last_over && commit->generation >= generation)
      possible.push_back(commit);
  if (possible.empty()) {
    const auto acknowledged = last_over > 0 ? commits_.at(last_over).offset : -1;
    return fail_(fmt::format("{}: {} is committed for {}, and {} was acknowledged", group, offset,
                             place.to_string(), acknowledged));
  }
  // So that is what came of one whose answer was lost.
  if (possible.size() > 1 || possible.front()->acknowledged) return;
  possible.front()->acknowledged = true;
  possible.front()->ended = std::min(possible.front()->ended, ++last_);
}

void CommittedOffsets::joined(const std::string& group, std::int32_t generation, int life) {
  if (life != life_) return;
  auto& newest = groups_[group].newest_generation;
  newest = std::max(newest, generation);
}

void CommittedOffsets::owns(const std::string& group, std::int32_t generation, const Place& place,
                            const std::string& member) {
  const auto& owner = groups_[group].owners.try_emplace({generation, place}, member).first->second;
  if (owner != member)
    fail_(fmt::format("{}: {} is that of {} and of {} in generation {}", group, place.to_string(), owner,
                      member, generation));
}

}  // namespace moldau::sim
