#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "broker/client_telemetry.h"
#include "http/exposition.h"

namespace moldau::http {

struct ClientMetricsBounds {
  std::size_t memory_bytes = 0;  // what the metrics take, to be told
  std::size_t max_series = 0;    // moldau.metrics.max.client.metrics
};

/// What clients pushed, whoever was heard of last first. Names and texts are the clients' own choice: no two
/// series are the same, and no label of theirs takes the place of ours.
void write_client_metrics(Exposition& out, std::span<const broker::ClientTelemetry::Kept> clients,
                          const ClientMetricsBounds& bounds);

}  // namespace moldau::http
