#include "coord/transactions/transaction_events.h"

#include <fmt/format.h>
#include <utility>
#include <vector>

#include "base/diag.h"
#include "coord/member_text.h"

namespace moldau::coord::transactions {
namespace {

using protocol::ErrorCode;
using enum TransactionState;

std::string text_of(const ProducerIdAndEpoch& producer) {
  return fmt::format("producer {} epoch {}", producer.id, producer.epoch);
}

std::string text_of(const Cause& cause) {
  if (!cause.client || cause.client->client_host.empty()) return std::string(cause.what);
  return fmt::format("{} of {}", cause.what, coord::text_of(*cause.client));
}

/// The partitions of one and not of the other.
std::string added_text(const Transaction& after, const Transaction* before) {
  std::vector<std::string> names;
  for (const auto& partition : after.partitions)
    if (!before || before->state != kOngoing || !before->partitions.contains(partition))
      names.push_back(fmt::format("{}-{}", partition.topic, partition.index));
  return shown(names);
}

/// What happened, and what there is to say of it beside the cause.
using Told = std::pair<std::string_view, std::string>;

Told prepared_text(const Transaction* before, const Transaction& after, Now now) {
  const bool was_open = before && before->state == kOngoing;
  return {after.state == kPrepareCommit ? "prepare-commit" : "prepare-abort",
          was_open ? fmt::format("{} partitions, {} ms after it began", after.partitions.size(),
                                 now.wall_ms - after.start_ms)
                   : "no transaction was open"};
}

Told changed_text(const Transaction* before, const Transaction& after, Now now) {
  switch (after.state) {
    case kEmpty:
      if (!before)
        return {"initialized",
                fmt::format("{}, transaction.timeout.ms={}", text_of(after.producer), after.timeout_ms)};
      return {"initialized",
              fmt::format("{} from now on, {} is fenced, transaction.timeout.ms={}", text_of(after.producer),
                          text_of(before->producer), after.timeout_ms)};
    case kOngoing:
      return {before && before->state == kOngoing ? "partitions-added" : "begun",
              fmt::format("{} by {}", added_text(after, before), text_of(after.producer))};
    case kPrepareCommit:
    case kPrepareAbort: return prepared_text(before, after, now);
    case kCompleteCommit:
    case kCompleteAbort:
      return {after.state == kCompleteCommit ? "committed" : "aborted",
              fmt::format("{} ms after that was decided, {} ms after it began",
                          before ? now.wall_ms - before->last_update_ms : 0, now.wall_ms - after.start_ms)};
    default: return {"changed", std::string(name(after.state))};
  }
}

void keep(TransactionDecision& decision, const std::string& id, std::string_view what, std::string cause) {
  if (diag::enabled(diag::Logger::kCoord, diag::Level::kDebug))
    diag::debug("transaction event transactional_id=\"{}\" event={} reason=\"{}\"", shown(id), what, cause);
  decision.events.push_back({id, what, std::move(cause)});
}

}  // namespace

void note_last_change(TransactionDecision& decision, const Transaction* before, const Cause& cause, Now now) {
  if (decision.changes.empty()) return;
  const auto& [id, after] = decision.changes.back();
  if (!after) return keep(decision, id, "expired", text_of(cause));
  const auto [what, text] = changed_text(before, *after, now);
  keep(decision, id, what, fmt::format("{}: {}", text_of(cause), text));
}

void note_fenced(TransactionDecision& decision, const std::string& transactional_id,
                 const Transaction* current, const ProducerIdAndEpoch& asking, const Cause& cause) {
  const auto error = decision.outcome.error;
  const bool is_fenced = error == ErrorCode::kProducerFenced || error == ErrorCode::kInvalidProducerIdMapping;
  if (!is_fenced || !current) return;
  keep(decision, transactional_id, "producer-fenced",
       fmt::format("{}: {} is fenced, the id belongs to {}", text_of(cause), text_of(asking),
                   text_of(current->producer)));
}

}  // namespace moldau::coord::transactions
