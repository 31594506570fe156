#include "tests/sim/ledger.h"

#include <algorithm>
#include <fmt/format.h>

namespace moldau::sim {

using State = Transaction::State;

void Ledger::sent(const Place& place, const std::vector<std::string>& values,
                  const std::shared_ptr<Transaction>& transaction) {
  auto& log = logs_[place];
  for (const auto& value : values) {
    if (!log.values.try_emplace(value, Value{.transaction = transaction}).second) return;  // once more
    if (transaction) transaction->values.emplace_back(place, value);
  }
  log.batches.push_back(values);
  if (transaction) transactions_.insert(transaction);
}

void Ledger::acknowledged(const Place& place, const std::vector<std::string>& values, std::int64_t offset) {
  auto& log = logs_[place];
  for (const auto& value : values) {
    log.values.at(value).acknowledged = true;
    ++acknowledged_;
    if (offset >= 0) this->place(log, place, offset++, value);
  }
}

/// What is at an offset stays what it is, and is nowhere else.
void Ledger::place(Log& log, const Place& place, std::int64_t offset, const std::string& value) {
  auto& known = log.values.at(value);
  if (known.offset >= 0 && known.offset != offset)
    fail_(fmt::format("{}: {} is at {} and at {}", place.to_string(), value, known.offset, offset));
  known.offset = offset;
  const auto& there = log.by_offset.try_emplace(offset, value).first->second;
  if (there != value)
    fail_(fmt::format("{}: offset {} is that of {} and of {}", place.to_string(), offset, there, value));
}

void Ledger::seen(const Place& at, std::int64_t offset, const std::string& value, bool committed_only) {
  ++seen_;
  auto& log = logs_[at];
  const auto found = log.values.find(value);
  if (found == log.values.end())
    return fail_(fmt::format("{}: {} at {} was never sent", at.to_string(), value, offset));
  place(log, at, offset, value);
  const auto& transaction = found->second.transaction;
  if (!transaction || !committed_only) return;
  if (transaction->state == State::kOpen || transaction->state == State::kAborted)
    fail_(fmt::format("{}: {} at {} is shown, and {} was not committed", at.to_string(), value, offset,
                      transaction->name));
  transaction->was_seen = true;
}

void Ledger::told(const Place& place, const Marks& before, const Marks& now) {
  const auto check = [&](const char* what, std::int64_t was, std::int64_t is) {
    if (is < was) fail_(fmt::format("{}: the {} goes back from {} to {}", place.to_string(), what, was, is));
  };
  check("high watermark", before.high_watermark, now.high_watermark);
  check("last stable offset", before.last_stable_offset, now.last_stable_offset);
  if (now.last_stable_offset > now.high_watermark)
    fail_(fmt::format("{}: last stable offset {} is beyond high watermark {}", place.to_string(),
                      now.last_stable_offset, now.high_watermark));
  auto& log = logs_[place];
  if (log.kind == Kind::kWhole && now.log_start_offset > 0)
    fail_(fmt::format("{}: the log starts at {}", place.to_string(), now.log_start_offset));
  auto& marks = log.marks;
  marks.high_watermark = std::max(marks.high_watermark, now.high_watermark);
  marks.last_stable_offset = std::max(marks.last_stable_offset, now.last_stable_offset);
}

}  // namespace moldau::sim
