#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace re2 {
class RE2;
}

namespace moldau {

/// A regular expression in RE2's syntax, as Kafka's brokers take them from clients: it matches in time linear
/// in the text, whatever a stranger wrote. Copies share what is compiled; thread-safe.
class Pattern {
 public:
  /// Nothing where `text` is none, or needs more than kMaxBytes when compiled.
  static std::optional<Pattern> compile(std::string_view text);
  static constexpr std::int64_t kMaxBytes = 1024 * 1024;

  /// All of it.
  bool matches(std::string_view text) const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace moldau
