#include "base/near_name.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace moldau {
namespace {

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

/// Levenshtein's distance, case aside.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = std::exchange(row[0], i + 1);
    for (std::size_t k = 0; k < b.size(); ++k) {
      const auto changed = diagonal + (lower(a[i]) == lower(b[k]) ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({changed, row[k] + 1, row[k + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

bool same_letters(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view nearest(std::string_view name, const std::vector<std::string_view>& known) {
  constexpr std::size_t kLongest = 200;
  if (name.size() > kLongest) return {};
  std::string_view best;
  auto least = std::max<std::size_t>(2, name.size() / 4) + 1;
  for (const auto each : known)
    if (const auto found = distance(name, each); found < least) best = each, least = found;
  return best;
}

}  // namespace moldau
