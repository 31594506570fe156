#include "protocol/telemetry/otlp.h"

#include <bit>
#include <fmt/format.h>
#include <utility>

#include "protocol/telemetry/protobuf_reader.h"
#include "protocol/wire/reader.h"

namespace moldau::protocol {
namespace {

using Field = ProtobufReader::Field;
using Wire = ProtobufReader::Wire;
using Attributes = std::map<std::string, std::string>;

/// Field numbers of opentelemetry/proto/metrics/v1 and common/v1.
namespace metrics_data {
constexpr std::uint32_t kResourceMetrics = 1;
}
namespace resource_metrics {
constexpr std::uint32_t kResource = 1, kScopeMetrics = 2;
}
namespace resource {
constexpr std::uint32_t kAttributes = 1;
}
namespace scope_metrics {
constexpr std::uint32_t kMetrics = 2;
}
namespace metric {
constexpr std::uint32_t kName = 1, kGauge = 5, kSum = 7;
}
namespace points {
constexpr std::uint32_t kDataPoints = 1, kTemporality = 2;
constexpr std::uint64_t kDelta = 1;
}  // namespace points
namespace point {
constexpr std::uint32_t kTime = 3, kDouble = 4, kInteger = 6, kAttributes = 7;
}
namespace key_value {
constexpr std::uint32_t kKey = 1, kValue = 2;
}
namespace any_value {
constexpr std::uint32_t kString = 1, kBool = 2, kInteger = 3, kDouble = 4;
}

/// Calls `take` with each field; false where the bytes are no message, or `take` refuses.
template <class Take>
bool each_field(ByteView message, const Take& take) {
  ProtobufReader reader(message);
  while (const auto field = reader.next())
    if (!take(*field)) return false;
  return !reader.is_garbled();
}

/// False where the bytes are no text, as what is a string in Protobuf has to be.
bool take_text(ByteView bytes, std::string& text) {
  text = as_text(bytes);
  return is_utf8(text);
}

double double_of(const Field& field) {
  return std::bit_cast<double>(field.integer);
}

bool read_value(ByteView message, std::string& value) {
  return each_field(message, [&](const Field& field) {
    if (field.number == any_value::kString && field.wire == Wire::kBytes)
      return take_text(field.bytes, value);
    if (field.number == any_value::kBool) value = field.integer != 0 ? "true" : "false";
    if (field.number == any_value::kInteger)
      value = fmt::format("{}", static_cast<std::int64_t>(field.integer));
    if (field.number == any_value::kDouble) value = fmt::format("{}", double_of(field));
    return true;
  });
}

class MetricsReader {
 public:
  explicit MetricsReader(std::size_t max_count) : max_count_(max_count) {}

  bool read(ByteView data) {
    return each_field(data, [&](const Field& field) {
      return field.number != metrics_data::kResourceMetrics || read_resource_metrics(field.bytes);
    });
  }
  std::vector<ClientMetric> take() { return std::move(metrics_); }
  bool has_too_many() const { return metrics_.size() > max_count_; }

 private:
  using Resource = std::shared_ptr<const Attributes>;

  static bool read_attribute(ByteView message, Attributes& attributes) {
    std::string key, value;
    const bool read = each_field(message, [&](const Field& field) {
      if (field.number == key_value::kKey) return take_text(field.bytes, key);
      return field.number != key_value::kValue || read_value(field.bytes, value);
    });
    attributes.insert_or_assign(std::move(key), std::move(value));
    return read;
  }

  /// The resource may come behind what is of it.
  bool read_resource_metrics(ByteView message) {
    Attributes attributes;
    const auto read_resource = [&](const Field& field) {
      return field.number != resource::kAttributes || read_attribute(field.bytes, attributes);
    };
    const bool read = each_field(message, [&](const Field& field) {
      return field.number != resource_metrics::kResource || each_field(field.bytes, read_resource);
    });
    const auto resource = std::make_shared<const Attributes>(std::move(attributes));
    const auto read_scope = [&](const Field& field) {
      return field.number != scope_metrics::kMetrics || read_metric(field.bytes, resource);
    };
    return read && each_field(message, [&](const Field& field) {
             return field.number != resource_metrics::kScopeMetrics || each_field(field.bytes, read_scope);
           });
  }

  bool read_metric(ByteView message, const Resource& of_resource) {
    std::string name;
    const auto first = metrics_.size();
    const bool read = each_field(message, [&](const Field& field) {
      if (field.number == metric::kName) return take_text(field.bytes, name);
      if (field.number != metric::kGauge && field.number != metric::kSum) return true;
      return read_points(field.bytes, field.number == metric::kSum, of_resource);
    });
    for (auto i = first; i < metrics_.size(); ++i) metrics_[i].name = name;
    return read;
  }

  bool read_points(ByteView message, bool is_sum, const Resource& of_resource) {
    const auto first = metrics_.size();
    bool is_delta = false;
    const bool read = each_field(message, [&](const Field& field) {
      if (field.number == points::kTemporality && is_sum) is_delta = field.integer == points::kDelta;
      if (field.number != points::kDataPoints) return true;
      auto& added = metrics_.emplace_back();
      added.resource = of_resource;
      return !has_too_many() && read_point(field.bytes, added);
    });
    for (auto i = first; i < metrics_.size(); ++i) metrics_[i].is_delta = is_delta;
    return read;
  }

  static bool read_point(ByteView message, ClientMetric& metric) {
    return each_field(message, [&](const Field& field) {
      if (field.number == point::kTime) metric.time_ns = static_cast<std::int64_t>(field.integer);
      if (field.number == point::kDouble) metric.value = double_of(field);
      if (field.number == point::kInteger)
        metric.value = static_cast<double>(static_cast<std::int64_t>(field.integer));
      return field.number != point::kAttributes || read_attribute(field.bytes, metric.attributes);
    });
  }

  const std::size_t max_count_;
  std::vector<ClientMetric> metrics_;
};

}  // namespace

std::expected<std::vector<ClientMetric>, std::string> read_client_metrics(ByteView data,
                                                                          std::size_t max_count) {
  MetricsReader reader(max_count);
  const bool read = reader.read(data);
  if (reader.has_too_many()) return std::unexpected(fmt::format("there are more than {} metrics", max_count));
  if (!read) return std::unexpected("the metrics are no OTLP MetricsData message");
  return reader.take();
}

}  // namespace moldau::protocol
