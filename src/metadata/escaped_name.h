#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace moldau::metadata {

/// A name that may be any text, as part of a node's name: what is no ASCII letter or digit is written as %
/// and two hexadecimal digits.
std::string escaped_name(std::string_view name);
/// Nothing where nobody escaped that.
std::optional<std::string> unescaped_name(std::string_view text);

}  // namespace moldau::metadata
