#pragma once

#include <concepts>
#include <cstdint>
#include <fmt/format.h>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/counter.h"
#include "http/metric_families.h"

namespace moldau::http {

/// Writes Prometheus' text format, version 0.0.4: the samples of a family in a row below its help and type.
class Exposition {
 public:
  using Label = std::pair<std::string_view, std::string_view>;
  using Labels = std::initializer_list<Label>;

  /// Begins a family of metric_families(). REQUIRES: it was not begun before.
  void begin(std::string_view family);
  /// Of the family begun last.
  template <std::integral Value>
  void sample(Labels labels, Value value) {
    line("", labels, {}, fmt::format("{}", value));
  }
  void sample(Labels labels, double value) { line("", labels, {}, text_of(value)); }
  /// Of labels that are known at run time alone. REQUIRES: their names are Prometheus', each there once.
  void sample_of(std::span<const Label> labels, double value) { line("", labels, {}, text_of(value)); }
  void histogram(Labels labels, const DurationCounts& counts);

  /// The writer is spent.
  std::string text() { return std::move(text_); }

 private:
  static std::string text_of(double value);
  void line(std::string_view suffix, Labels labels, std::string_view bound, const std::string& value) {
    line(suffix, std::span(labels.begin(), labels.size()), bound, value);
  }
  void line(std::string_view suffix, std::span<const Label> labels, std::string_view bound,
            const std::string& value);

  std::string_view family_;
  std::string text_;
};

}  // namespace moldau::http
