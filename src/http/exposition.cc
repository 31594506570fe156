#include "http/exposition.h"

#include <cmath>

namespace moldau::http {
namespace {

/// Bounds below are no news: nothing is served faster than that.
constexpr std::size_t kFirstBucket = 3;
constexpr double kNsPerSecond = 1e9;

void append_quoted(std::string& text, std::string_view value) {
  text += '"';
  for (const auto c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  text += '"';
}

}  // namespace

std::string Exposition::text_of(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

void Exposition::begin(std::string_view family) {
  const auto& described = metric_family(family);
  family_ = described.name;
  text_ +=
      fmt::format("# HELP {} {}\n# TYPE {} {}\n", family_, described.help, family_, name(described.type));
}

void Exposition::histogram(Labels labels, const DurationCounts& counts) {
  std::uint64_t below = 0;
  for (std::size_t i = 0; i + 1 < DurationCounts::kBuckets; ++i) {
    below += counts.buckets[i];
    if (i < kFirstBucket) continue;
    const auto bound = static_cast<double>(std::uint64_t{1} << i) / 1e6;
    line("_bucket", labels, fmt::format("{}", bound), fmt::format("{}", below));
  }
  line("_bucket", labels, "+Inf", fmt::format("{}", counts.count()));
  line("_sum", labels, {}, fmt::format("{}", static_cast<double>(counts.sum_ns) / kNsPerSecond));
  line("_count", labels, {}, fmt::format("{}", counts.count()));
}

void Exposition::line(std::string_view suffix, std::span<const Label> labels, std::string_view bound,
                      const std::string& value) {
  text_ += family_;
  text_ += suffix;
  char before = '{';
  const auto label = [&](std::string_view name, std::string_view text) {
    text_ += std::exchange(before, ',');
    text_ += name;
    text_ += '=';
    append_quoted(text_, text);
  };
  for (const auto& [name, text] : labels) label(name, text);
  if (!bound.empty()) label("le", bound);
  if (before == ',') text_ += '}';
  text_ += ' ';
  text_ += value;
  text_ += '\n';
}

}  // namespace moldau::http
