#include "metadata/configs_path.h"

#include <fmt/format.h>

#include "metadata/escaped_name.h"

namespace moldau::metadata {
namespace {

constexpr std::string_view kAllBrokers = "default", kGroup = "group-", kClientMetrics = "client-metrics-";

std::optional<ConfigResource> named(ConfigResourceType type, std::string_view text) {
  auto name = unescaped_name(text);
  if (!name) return std::nullopt;
  return ConfigResource{type, std::move(*name)};
}

}  // namespace

std::string configs_node(const ConfigResource& resource) {
  const auto& name = resource.name;
  if (resource.type == ConfigResourceType::kGroup) return fmt::format("{}{}", kGroup, escaped_name(name));
  if (resource.type == ConfigResourceType::kClientMetrics)
    return fmt::format("{}{}", kClientMetrics, escaped_name(name));
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
