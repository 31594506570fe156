#pragma once

#include <vector>

#include "metadata/api_error.h"
#include "metadata/config/alter_configs.h"
#include "metadata/config/describe_configs.h"

/// Levels of what this process tells operators. They last until it ends.
namespace moldau::broker {

/// Sets the levels of all loggers that are named, or of none.
metadata::ApiResult<void> alter_loggers(const metadata::AskedAlteration& asked, bool validate_only);
/// The loggers' entries, sorted by name.
std::vector<metadata::DescribedConfig> describe_loggers(const metadata::DescribeOptions& options);

}  // namespace moldau::broker
