#pragma once

#include <optional>
#include <string>

namespace moldau::broker {

/// The address that a text writes, as connections tell it; nothing where it writes none. Nobody is asked what
/// a name stands for: that could take long, and change.
std::optional<std::string> ip_address(const std::string& text);

}  // namespace moldau::broker
