#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "metadata/api_error.h"
#include "metadata/config/alter_configs.h"

namespace moldau::metadata {

/// What operations on lists have to know of a kind of resource's keys.
struct ListKeys {
  std::function<const ConfigKey*(std::string_view name)> find;
  /// What a list begins with that is not set yet.
  std::function<std::string(std::string_view name)> unset;
  /// The refusal of APPEND or SUBTRACT to a key that is no list.
  std::function<ApiError(std::string_view operation, std::string_view name)> refuse;
};

/// What is set after the operations, their values unchecked.
ApiResult<ConfigMap> apply_operations(const AskedAlteration& asked, const ConfigMap& current,
                                      const ListKeys& lists);

}  // namespace moldau::metadata
