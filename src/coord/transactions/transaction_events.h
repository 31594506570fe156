#pragma once

#include <string>
#include <string_view>

#include "coord/client_context.h"
#include "coord/now.h"
#include "coord/transactions/decision.h"
#include "coord/transactions/transaction.h"

/// Adds to a decision what it does to a transactional id, in words.
namespace moldau::coord::transactions {

/// Who asked, or what happened: in words only where something comes of it.
struct Cause {
  std::string_view what;
  const ClientContext* client = nullptr;  // whose request that is
};

/// Its last change, of what was `before`, null where there was nothing. Nothing where nothing changed.
void note_last_change(TransactionDecision& decision, const Transaction* before, const Cause& cause, Now now);
/// That somebody is not, or not any more, the producer of the id. Nothing where the outcome is another one.
void note_fenced(TransactionDecision& decision, const std::string& transactional_id,
                 const Transaction* current, const ProducerIdAndEpoch& asking, const Cause& cause);

}  // namespace moldau::coord::transactions
