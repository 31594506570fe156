#pragma once

#include <cstdint>
#include <string>

namespace moldau::sim {

struct Outcome {
  /// Empty where everything was as it has to be.
  std::string failure;
  std::string trace;
  std::uint64_t hash = 0, steps = 0;
  std::size_t acknowledged = 0, seen = 0;
};

struct Options {
  std::uint64_t seed = 0;
  /// Each event as it happens.
  bool verbose = false;
};

/// The whole of a broker's life that a seed stands for.
Outcome simulate(const Options& options);

}  // namespace moldau::sim
