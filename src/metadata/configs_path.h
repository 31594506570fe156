#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "metadata/config/config_resource.h"

namespace moldau::metadata {

/// A resource's node below /configs, as nodes.h lays out.
std::string configs_node(const ConfigResource& resource);
/// The resource of such a node; nothing where it is none.
std::optional<ConfigResource> resource_of_configs_node(std::string_view node);

}  // namespace moldau::metadata
