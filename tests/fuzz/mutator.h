#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "base/bytes.h"

namespace moldau::fuzz {

/// Makes inputs out of seeds. The same numbers give the same input.
class Mutator {
 public:
  explicit Mutator(std::vector<Bytes> seeds) : seeds_(std::move(seeds)) {}
  Bytes input(std::uint64_t seed, std::uint64_t number) const;

 private:
  using Random = std::mt19937_64;
  void change(Bytes& bytes, Random& random) const;

  std::vector<Bytes> seeds_;
};

}  // namespace moldau::fuzz
