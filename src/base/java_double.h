#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace moldau {

/// A DOUBLE as Kafka prints it (java.lang.Double.toString): 0.5, 5.0E-7, 1.7976931348623157E308.
std::string to_java_text(double value);
/// Reads what Java reads as a double, as far as it is decimal and finite: 1, .5, 1e-3, 2d.
std::optional<double> parse_java_double(std::string_view text);

}  // namespace moldau
