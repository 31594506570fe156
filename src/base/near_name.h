#pragma once

#include <string_view>
#include <vector>

namespace moldau {

/// Whether two names differ in case at most.
bool same_letters(std::string_view a, std::string_view b);
/// The known name that a misspelt one is likely meant to be, case aside; empty where none is like it.
std::string_view nearest(std::string_view name, const std::vector<std::string_view>& known);

}  // namespace moldau
