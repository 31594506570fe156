#include "coord/event.h"

#include <algorithm>
#include <fmt/format.h>

#include "protocol/wire/json.h"
#include "protocol/wire/reader.h"

namespace moldau::coord {

namespace {

constexpr std::size_t kMostShownBytes = 100, kMostShownNames = 5;

}  // namespace

std::string shown(std::string_view name) {
  if (name.empty()) return "\"\"";
  const auto start = protocol::utf8_start(name, kMostShownBytes);
  const auto quoted = protocol::json_quoted(start);
  return quoted.substr(1, quoted.size() - 2) + (start.size() < name.size() ? "..." : "");
}

std::string shown(const std::vector<std::string>& names) {
  if (names.empty()) return "nothing";
  std::string text;
  const auto count = std::min(names.size(), kMostShownNames);
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + shown(names[i]);
  if (count < names.size()) text += fmt::format(" and {} more", names.size() - count);
  return text;
}

}  // namespace moldau::coord
