#pragma once

#include <span>
#include <string>
#include <string_view>

namespace moldau::http {

/// What /metrics tells under one name.
struct MetricFamily {
  enum class Type { kCounter, kGauge, kHistogram };
  std::string_view name;
  Type type = Type::kGauge;
  std::string_view labels;  // their names with commas between
  std::string_view help;
};

std::string_view name(MetricFamily::Type type);
/// In the order in which they are printed.
std::span<const MetricFamily> metric_families();
/// REQUIRES: it is in the table.
const MetricFamily& metric_family(std::string_view name);
/// The page docs/metrics.md.
std::string metrics_as_markdown();

}  // namespace moldau::http
