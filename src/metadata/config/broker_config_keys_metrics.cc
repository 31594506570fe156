#include "metadata/config/config_table.h"

/// Metrics and plugins.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"config.providers", kList, "", list(), kLow, kClusterWide, kNotMeaningful,
     "Java classes that fill in parts of values; there is no Java here."},
    {"kafka.metrics.polling.interval.secs", kInt, "10", at_least(1), kLow, kReadOnly, kNotMeaningful,
     "How often Java metrics reporters poll."},
    {"kafka.metrics.reporters", kList, "", list(), kLow, kReadOnly, kNotMeaningful,
     "Java classes that report Yammer metrics; there is no Java here."},
    {"metric.reporters", kList, "org.apache.kafka.common.metrics.JmxReporter", list(), kLow, kClusterWide,
     kNotMeaningful, "Java classes that report metrics; metrics are served over HTTP here."},
    {"metrics.num.samples", kInt, "2", at_least(1), kLow, kReadOnly, kNotMeaningful,
     "Samples that a metric is computed from."},
    {"metrics.recording.level", kString, "INFO", kAnything, kLow, kReadOnly, kNotMeaningful,
     "Which metrics are recorded."},
    {"metrics.sample.window.ms", kLong, "30000", at_least(1), kLow, kReadOnly, kNotMeaningful,
     "Length of a metric's sample."},
    {"telemetry.max.bytes", kInt, "1048576", at_least(1), kLow, kReadOnly, kActs,
     "The largest push of client metrics, uncompressed."},
};

}  // namespace

std::span<const ConfigKey> table::metrics_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
