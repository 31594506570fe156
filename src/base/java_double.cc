#include "base/java_double.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace moldau {
namespace {

/// "d.ddd" of digits that begin with the one before the point.
std::string pointed(std::string_view digits, std::size_t before_point) {
  const auto whole = digits.substr(0, before_point);
  const auto fraction = digits.substr(std::min(before_point, digits.size()));
  return fmt::format("{}{}.{}", whole, std::string(before_point - whole.size(), '0'),
                     fraction.empty() ? "0" : fraction);
}

std::string positive_to_text(double value) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  const auto e = text.find('e');
  std::string digits(text.substr(0, e));
  std::erase(digits, '.');
  const auto exponent = std::stoi(std::string(text.substr(e + 1)));
  if (exponent < -3 || exponent >= 7) return fmt::format("{}E{}", pointed(digits, 1), exponent);
  if (exponent >= 0) return pointed(digits, static_cast<std::size_t>(exponent) + 1);
  return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
}

}  // namespace

std::string to_java_text(double value) {
  const std::string sign = std::signbit(value) ? "-" : "";
  return sign + (value == 0 ? "0.0" : positive_to_text(std::abs(value)));
}

std::optional<double> parse_java_double(std::string_view text) {
  if (text.ends_with('d') || text.ends_with('D') || text.ends_with('f') || text.ends_with('F'))
    text.remove_suffix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.find_first_not_of("0123456789.-+eE") != text.npos || text.starts_with('+')) return std::nullopt;
  double value = 0;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace moldau
