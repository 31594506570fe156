#include "coord/transactions/decision.h"

#include "coord/transactions/transaction_records.h"

namespace moldau::coord::transactions {

std::vector<Record> records_of(const TransactionDecision& decision) {
  std::vector<Record> records;
  for (const auto& [id, transaction] : decision.changes)
    records.push_back(transaction ? transaction_record(id, *transaction) : transaction_tombstone(id));
  return records;
}

}  // namespace moldau::coord::transactions
