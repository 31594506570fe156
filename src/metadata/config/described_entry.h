#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "metadata/config/describe_configs.h"

/// For the files of describe_configs.h alone.
namespace moldau::metadata {

/// Everything set for any of `keys`: layer by layer, and in a layer key by key. What comes before the first
/// value of `name` itself does not concern it.
std::vector<SourcedValue> set_for(const BrokerConfigs& broker, const std::vector<std::string>& keys,
                                  std::string_view name);

/// An entry for `name`, without its value. An unknown key may hold a secret.
DescribedConfig described_entry(std::string_view name, const ConfigKey* key,
                                const std::vector<SourcedValue>& values, const DescribeOptions& options);

}  // namespace moldau::metadata
