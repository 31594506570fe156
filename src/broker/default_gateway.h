#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace moldau::broker {

/// The IPv4 gateway of the default route in what the kernel prints as /proc/net/route; nothing where there is
/// no such route.
std::optional<std::string> gateway_of_routes(std::string_view routes);
/// That of this machine, as of now.
std::optional<std::string> default_gateway();

}  // namespace moldau::broker
