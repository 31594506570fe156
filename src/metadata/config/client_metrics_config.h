#pragma once

#include "metadata/api_error.h"
#include "metadata/config/broker_configs.h"

namespace moldau::metadata {

/// Why a subscription to clients' metrics may not have these values, with Kafka's words and codes.
ApiResult<void> check_client_metrics_configs(const ConfigMap& subscription);

}  // namespace moldau::metadata
