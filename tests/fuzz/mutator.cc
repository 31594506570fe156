#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace moldau::fuzz {
namespace {

std::size_t below(std::mt19937_64& random, std::size_t bound) {
  return bound == 0 ? 0 : random() % bound;
}

/// Lengths and counts at which decoders go wrong.
constexpr std::array<std::int32_t, 10> kNumbers = {
    0, 1, -1, -2, 127, 0x7fffffff, -0x7fffffff - 1, 0x00ffffff, 0x10000, 65'535};
constexpr std::array<std::uint8_t, 6> kBytes = {0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff};

}  // namespace

void Mutator::change(Bytes& bytes, Random& random) const {
  const auto at = below(random, bytes.size());
  const auto length = std::min(bytes.size() - at, 1 + below(random, 16));
  const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(at);
  const auto until = from + static_cast<std::ptrdiff_t>(length);
  switch (random() % 8) {
    case 0:
      if (!bytes.empty()) bytes[at] ^= static_cast<std::uint8_t>(1U << random() % 8);
      break;
    case 1:
      if (!bytes.empty()) bytes[at] = kBytes[random() % kBytes.size()];
      break;
    case 2: {
      const auto number = static_cast<std::uint32_t>(kNumbers[random() % kNumbers.size()]);
      for (std::size_t i = 0; i < 4 && at + i < bytes.size(); ++i)
        bytes[at + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
      break;
    }
    case 3: bytes.erase(from, until); break;
    case 4: {
      const Bytes again(from, until);
      bytes.insert(from, again.begin(), again.end());
      break;
    }
    case 5:
      for (auto each = from; each != until; ++each) *each = static_cast<std::uint8_t>(random());
      break;
    case 6: {
      const auto& other = seeds_[random() % seeds_.size()];
      bytes.erase(from, bytes.end());
      const auto cut = static_cast<std::ptrdiff_t>(below(random, other.size()));
      bytes.insert(bytes.end(), other.begin() + cut, other.end());
      break;
    }
    default: bytes.resize(at);
  }
}

Bytes Mutator::input(std::uint64_t seed, std::uint64_t number) const {
  Random random(seed * 1'000'003 + number);
  Bytes bytes = seeds_[random() % seeds_.size()];
  for (auto changes = random() % 6; changes > 0; --changes) change(bytes, random);
  return bytes;
}

}  // namespace moldau::fuzz
