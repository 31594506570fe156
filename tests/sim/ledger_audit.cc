#include <algorithm>
#include <fmt/format.h>

#include "tests/sim/ledger.h"

/// What the ledger holds a broker to once all is over.
namespace moldau::sim {

using State = Transaction::State;

namespace {

std::string writer_of(const std::string& value) {
  return value.substr(0, value.rfind('/'));
}
std::int64_t number_of(const std::string& value) {
  return std::stoll(value.substr(value.rfind('/') + 1));
}

}  // namespace

void Ledger::audit(const std::map<Place, Content>& contents) {
  for (const auto& [place, content] : contents) audit(place, content);
  audit_transactions(contents);
}

void Ledger::audit(const Place& place, const Content& content) {
  const auto& log = logs_.at(place);
  audit_order(place, content);
  audit_presence(place, log, content);
  if (log.kind == Kind::kCompacted)
    audit_keys(place, log, content);
  else
    audit_batches(place, log, content);
}

/// Each writer's records are in the order in which it sent them.
void Ledger::audit_order(const Place& place, const Content& content) {
  std::map<std::string, std::int64_t> last;
  for (const auto& [offset, entry] : content.all) {
    auto& before = last.try_emplace(writer_of(entry.value), -1).first->second;
    if (number_of(entry.value) <= before)
      fail_(
          fmt::format("{}: {} at {} comes after number {}", place.to_string(), entry.value, offset, before));
    before = number_of(entry.value);
  }
}

/// What was acknowledged is there, unless retention or a later record of its key took it.
void Ledger::audit_presence(const Place& place, const Log& log, const Content& content) {
  if (log.kind == Kind::kCompacted) return;
  std::set<std::string> there;
  for (const auto& [offset, entry] : content.all) there.insert(entry.value);
  for (const auto& [value, known] : log.values) {
    const bool expired = log.kind == Kind::kExpiring && known.offset < content.log_start_offset;
    if (known.acknowledged && !expired && !there.contains(value))
      fail_(fmt::format("{}: {}, acknowledged at {}, is lost", place.to_string(), value, known.offset));
  }
}

/// A batch is there from its first record to its last.
void Ledger::audit_batches(const Place& place, const Log& log, const Content& content) {
  std::map<std::string, std::int64_t> offsets;
  for (const auto& [offset, entry] : content.all) offsets[entry.value] = offset;
  for (const auto& batch : log.batches) {
    if (log.kind == Kind::kExpiring && log.values.at(batch.front()).offset < content.log_start_offset)
      continue;
    const auto first = offsets.find(batch.front());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto found = offsets.find(batch[i]);
      const auto wanted = first == offsets.end() ? -1 : first->second + static_cast<std::int64_t>(i);
      if ((found == offsets.end() ? -1 : found->second) != wanted)
        fail_(fmt::format("{}: half of the batch of {} is there", place.to_string(), batch.front()));
    }
  }
}

/// Of each key the last record is there, and what it says.
void Ledger::audit_keys(const Place& place, const Log& log, const Content& content) {
  std::map<std::string, std::string> last;  // by key, which a value ends in as well
  const auto key_of = [](const std::string& value) { return "k" + std::to_string(number_of(value) % 7); };
  for (const auto& [offset, value] : log.by_offset) last[key_of(value)] = value;
  for (const auto& [key, value] : last) {
    const auto offset = log.values.at(value).offset;
    const auto found = content.all.find(offset);
    if (found == content.all.end() || found->second.value != value)
      fail_(fmt::format("{}: {}, the last of {}, is not at {}", place.to_string(), value, key, offset));
  }
}

/// All of a transaction or nothing of it, in all its places.
void Ledger::audit_transactions(const std::map<Place, Content>& contents) {
  std::map<Place, std::set<std::string>> visible;
  for (const auto& [place, content] : contents)
    for (const auto& [offset, entry] : content.committed) visible[place].insert(entry.value);
  for (const auto& transaction : transactions_) {
    std::size_t count = 0;
    for (const auto& [place, value] : transaction->values) count += visible[place].contains(value) ? 1 : 0;
    const auto all = transaction->values.size();
    const bool must = transaction->state == State::kCommitted || transaction->was_seen;
    const bool must_not = transaction->state == State::kAborted || transaction->state == State::kOpen;
    if ((count != 0 && count != all) || (must && count != all) || (must_not && count != 0))
      fail_(fmt::format("{} of {} records of {} are visible, which {}", count, all, transaction->name,
                        must       ? "was committed"
                        : must_not ? "was not"
                                   : "was to be"));
  }
}

}  // namespace moldau::sim
