#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moldau::http {

/// The path of a target without its query and escapes; empty where that is none.
std::string path_of(std::string_view target);
/// The parts of such a path, which its slashes begin; one that is escaped begins none.
std::vector<std::string> parts_of(std::string_view target);

}  // namespace moldau::http
