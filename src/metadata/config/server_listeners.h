#pragma once

#include <string>
#include <vector>

#include "metadata/config/server_config.h"

namespace moldau::metadata {

/// Fills in the listeners of `config` from its `configs`, and adds to its warnings. Returns what is wrong.
/// REQUIRES: every single value has been checked.
std::vector<std::string> read_listeners(ServerConfig& config, const std::string& host_name);

}  // namespace moldau::metadata
