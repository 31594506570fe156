#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace moldau::broker {

/// A partition that takes part in a transaction.
struct TransactionPartition {
  std::string topic;
  std::int32_t index = 0;
  friend auto operator<=>(const TransactionPartition&, const TransactionPartition&) = default;
};

}  // namespace moldau::broker
