#pragma once

#include <cstdint>
#include <limits>

namespace moldau::log {

/// `to_ms - from_ms`, at the ends of the range where it would go past them: clients choose timestamps freely.
inline std::int64_t elapsed_ms(std::int64_t from_ms, std::int64_t to_ms) {
  std::int64_t elapsed;
  if (!__builtin_sub_overflow(to_ms, from_ms, &elapsed)) return elapsed;
  return from_ms < 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

}  // namespace moldau::log
