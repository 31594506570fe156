#include "metadata/configs_path.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fmt/format.h>

namespace moldau::metadata {
namespace {

constexpr std::string_view kAllBrokers = "default", kGroup = "group-", kClientMetrics = "client-metrics-";

/// Names of groups and subscriptions may be any text: what is no ASCII letter or digit is written as % and
/// two hexadecimal digits.
std::string escaped(std::string_view name) {
  std::string text;
  for (const auto c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain)
      text += c;
    else
      fmt::format_to(std::back_inserter(text), "%{:02x}", static_cast<unsigned char>(c));
  }
  return text;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    if (text.front() != '%') {
      name += text.front();
      text.remove_prefix(1);
      continue;
    }
    std::uint8_t byte = 0;
    const auto digits = text.substr(1, 2);
    const auto end = digits.data() + digits.size();
    if (const auto read = std::from_chars(digits.data(), end, byte, 16);
        digits.size() != 2 || read.ec != std::errc() || read.ptr != end)
      return std::nullopt;
    name += static_cast<char>(byte);
    text.remove_prefix(3);
  }
  return name;
}

std::optional<ConfigResource> named(ConfigResourceType type, std::string_view text) {
  auto name = unescaped(text);
  if (!name) return std::nullopt;
  return ConfigResource{type, std::move(*name)};
}

}  // namespace

std::string configs_node(const ConfigResource& resource) {
  const auto& name = resource.name;
  if (resource.type == ConfigResourceType::kGroup) return fmt::format("{}{}", kGroup, escaped(name));
  if (resource.type == ConfigResourceType::kClientMetrics)
    return fmt::format("{}{}", kClientMetrics, escaped(name));
  return name.empty() ? std::string(kAllBrokers) : name;
}

std::optional<ConfigResource> resource_of_configs_node(std::string_view node) {
  if (node == kAllBrokers) return ConfigResource{ConfigResourceType::kBroker, ""};
  if (node.starts_with(kGroup)) return named(ConfigResourceType::kGroup, node.substr(kGroup.size()));
  if (node.starts_with(kClientMetrics))
    return named(ConfigResourceType::kClientMetrics, node.substr(kClientMetrics.size()));
  if (node.empty() || node.find_first_not_of("0123456789") != node.npos) return std::nullopt;
  return ConfigResource{ConfigResourceType::kBroker, std::string(node)};
}

}  // namespace moldau::metadata
