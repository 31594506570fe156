#pragma once

#include <expected>
#include <functional>
#include <string>

#include "inspect/schema.h"

namespace moldau::tool {

/// Turns each line of standard input, a JSON object, into a line of standard output. A line that fails is
/// printed with "error" added, the others go on, and the exit code tells.
int run_batch(const std::function<std::expected<inspect::Json, std::string>(inspect::Json)>& convert);

}  // namespace moldau::tool
