#include "coord/transactions/transaction.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace moldau::coord::transactions {
namespace {

constexpr std::array<std::string_view, 8> kNames = {"Empty",        "Ongoing",          "PrepareCommit",
                                                    "PrepareAbort", "CompleteCommit",   "CompleteAbort",
                                                    "Dead",         "PrepareEpochFence"};

}  // namespace

std::string_view name(TransactionState state) {
  return kNames.at(static_cast<std::size_t>(state));
}

std::optional<TransactionState> transaction_state(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<TransactionState>(std::distance(kNames.begin(), found));
}

}  // namespace moldau::coord::transactions
