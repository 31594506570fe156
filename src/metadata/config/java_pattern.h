#pragma once

#include <string_view>

namespace moldau::metadata {

/// Whether Java takes `text` as a regular expression (java.util.regex.Pattern), as far as its structure
/// tells: names of character properties and of groups are not looked up. One that nests too deeply is
/// refused.
bool is_java_pattern(std::string_view text);

}  // namespace moldau::metadata
