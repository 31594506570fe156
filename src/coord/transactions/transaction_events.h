#pragma once

#include <string>
#include <string_view>

#include "coord/now.h"
#include "coord/transactions/decision.h"
#include "coord/transactions/transaction.h"

/// Adds to a decision what it does to a transactional id, in words.
namespace moldau::coord::transactions {

/// Its last change, of what was `before`, null where there was nothing. `cause`: who asked, or what happened.
void note_last_change(TransactionDecision& decision, const Transaction* before, std::string_view cause,
                      Now now);
/// That somebody is not, or not any more, the producer of the id. Nothing where the outcome is another one.
void note_fenced(TransactionDecision& decision, const std::string& transactional_id,
                 const Transaction* current, const ProducerIdAndEpoch& asking, std::string_view cause);

}  // namespace moldau::coord::transactions
