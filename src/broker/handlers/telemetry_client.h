#pragma once

#include <utility>

#include "broker/request_context.h"
#include "broker/telemetry_subscriptions.h"

namespace moldau::broker {

/// Who asks, as subscriptions to metrics know clients.
inline TelemetryClient telemetry_client(const RequestContext& context, const Uuid& instance_id) {
  return {
      instance_id,         context.client_id(), context.client.software_name, context.client.software_version,
      context.client.host, context.client.port};
}

}  // namespace moldau::broker
