#include "http/target.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace moldau::http {
namespace {

std::optional<char> unescaped(std::string_view two_digits) {
  unsigned value = 0;
  const auto end = two_digits.data() + two_digits.size();
  const auto read = std::from_chars(two_digits.data(), end, value, 16);
  if (two_digits.size() != 2 || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return static_cast<char>(value);
}

}  // namespace

std::string path_of(std::string_view target) {
  target = target.substr(0, target.find('?'));
  if (!target.starts_with('/')) return {};
  std::string path;
  while (!target.empty()) {
    const bool escape = target.front() == '%';
    const auto c = escape ? unescaped(target.substr(1, 2)) : target.front();
    if (!c) return {};
    path += *c;
    target.remove_prefix(escape ? 3 : 1);
  }
  return path;
}

std::vector<std::string> parts_of(std::string_view target) {
  target = target.substr(0, target.find('?'));
  std::vector<std::string> parts;
  while (target.starts_with('/')) {
    const auto end = std::min(target.find('/', 1), target.size());
    const auto part = path_of(target.substr(0, end));
    if (part.empty()) return {};
    parts.push_back(part.substr(1));
    target.remove_prefix(end);
  }
  return parts;
}

}  // namespace moldau::http
