#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace moldau::protocol {

/// A measurement of a client's, out of an OTLP MetricsData message (KIP-714). What is measured otherwise than
/// by one number, histograms above all, is left out: Kafka's clients send none.
struct ClientMetric {
  std::string name;
  std::map<std::string, std::string> attributes;
  /// Of the resource that it is of, shared by all metrics of that; never null.
  std::shared_ptr<const std::map<std::string, std::string>> resource;
  /// Since the last push, to be added up; a plain value otherwise.
  bool is_delta = false;
  double value = 0;
  std::int64_t time_ns = 0;
};

/// An empty data point is two bytes there and much more here, so that there may be `max_count` at most. The
/// error says what is wrong with the bytes.
std::expected<std::vector<ClientMetric>, std::string> read_client_metrics(ByteView data,
                                                                          std::size_t max_count);

}  // namespace moldau::protocol
