#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metadata/api_error.h"
#include "metadata/config/config_resource.h"
#include "metadata/config/server_config.h"

namespace moldau::metadata {

/// What is to happen to a key, by its number on the wire (Kafka: AlterConfigOp.OpType).
enum class AlterOperation : std::int8_t { kSet = 0, kDelete = 1, kAppend = 2, kSubtract = 3 };

/// What a request asks for one resource.
struct AskedAlteration {
  struct Config {
    std::string name;
    /// As it came: a client may send any number.
    std::int8_t operation = static_cast<std::int8_t>(AlterOperation::kSet);
    std::optional<std::string> value;
  };
  std::int8_t resource_type = 0;  // likewise
  std::string resource_name;
  std::vector<Config> configs;
  /// What is set and not named goes: AlterConfigs. Then everything is a kSet.
  bool replaces_all = false;
  /// What its asker found wrong with it that would keep the controller waiting.
  std::optional<std::string> refusal = std::nullopt;
};

/// The resource that is meant, where the request makes sense by itself: a known kind with a name that its
/// kind may have, no key twice, no value missing. `node_id`: the only broker there is.
ApiResult<ConfigResource> check_alteration(const AskedAlteration& asked, std::int32_t node_id);

/// What each place of a resource is answered that a request has more than once.
inline constexpr const char* kRepeatedResource = "Each resource must appear at most once.";

/// What is answered where a number is no operation.
std::string unknown_operation(std::int8_t number);

/// What is set for `resource` once `asked` is done with `current`, which is what is set now; or why that
/// cannot be, in Kafka's words. REQUIRES: check_alteration() gave the resource, and it is not a broker's
/// loggers.
ApiResult<ConfigMap> alter_configs(const ServerConfig& broker, const ConfigResource& resource,
                                   const ConfigMap& current, const AskedAlteration& asked);

}  // namespace moldau::metadata
