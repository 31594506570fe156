#include "tests/sim/trace.h"

#include <fmt/format.h>

namespace moldau::sim {
namespace {

constexpr std::size_t kLinesKept = 120;

}  // namespace

void Trace::mix(const void* bytes, std::size_t size) {  // FNV-1a
  for (std::size_t i = 0; i < size; ++i)
    hash_ = (hash_ ^ static_cast<const std::uint8_t*>(bytes)[i]) * 0x100000001b3;
}

void Trace::note(std::int64_t at_us, std::string_view text) {
  count(static_cast<std::uint64_t>(at_us));
  mix(text.data(), text.size());
  last_.push_back(fmt::format("{:>12.6f} {}", static_cast<double>(at_us) / 1e6, text));
  if (last_.size() > kLinesKept) last_.pop_front();
  if (prints_) fmt::print("{}\n", last_.back());
}

std::string Trace::tail() const {
  std::string all;
  for (const auto& line : last_) all += line + "\n";
  return all;
}

}  // namespace moldau::sim
