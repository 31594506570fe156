#pragma once

#include <cstdint>

#include "base/clock.h"

namespace moldau::coord {

/// The time an operation runs at. Records carry wall time; timeouts count steady time, so that a clock that
/// is set does not expel a group's members.
struct Now {
  std::int64_t wall_ms = 0;
  std::int64_t steady_ms = 0;

  static Now of(const Clock& clock) { return {clock.wall_ms(), clock.steady_ms()}; }
};

}  // namespace moldau::coord
