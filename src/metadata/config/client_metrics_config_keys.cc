#include "metadata/config/config_table.h"

/// What a subscription to clients' metrics consists of (KIP-714).
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"interval.ms", kInt, "300000", kAnything, kMedium, kClusterWide, kActs,
     "How often a client pushes its metrics: 100 to 3600000."},
    {"match", kList, "", list(), kMedium, kClusterWide, kActs,
     "Which clients the subscription is for, as name=pattern pairs that all have to match: client_id, "
     "client_instance_id, client_software_name, client_software_version, client_source_address, "
     "client_source_port. Empty is every client."},
    {"metrics", kList, "", list(), kMedium, kClusterWide, kActs,
     "Beginnings of the names of the metrics that are wanted; * is all of them, empty none."},
};

}  // namespace

std::span<const ConfigKey> table::client_metrics_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
