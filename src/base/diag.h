#pragma once

#include <cstdint>
#include <fmt/core.h>
#include <optional>
#include <source_location>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

/// Diagnostics: one line an event, words first, then key=value. (`log` is the commit log.)
namespace moldau::diag {

enum class Level : std::uint8_t { kTrace, kDebug, kInfo, kWarn, kError, kFatal, kOff };

/// Who speaks: a folder of the sources, or the root of them all.
enum class Logger : std::uint8_t { kBase, kBroker, kCoord, kLog, kMetadata, kRoot };
inline constexpr std::string_view kRootLogger = "root";

/// Such as "moldau.broker".
std::string_view name(Logger logger);
std::optional<Logger> find_logger(std::string_view name);
/// Sorted by name.
std::span<const Logger> loggers();

/// A logger's own level, or else that of the root.
Level level(Logger logger);
void set_level(Logger logger, Level level);
/// It follows the root again. REQUIRES: it is not the root.
void inherit_level(Logger logger);
/// The root's.
inline void set_level(Level level) {
  set_level(Logger::kRoot, level);
}

bool enabled(Logger logger, Level level);
void write(Level level, std::string_view line);
void flush();

/// The logger of a file: that of the folder below src/ that it lies in.
constexpr Logger logger_of(std::string_view file) {
  constexpr std::string_view kSources = "src/";
  const auto at = file.rfind(kSources);
  if (at == file.npos) return Logger::kRoot;
  file.remove_prefix(at + kSources.size());
  if (file.starts_with("base/")) return Logger::kBase;
  if (file.starts_with("broker/")) return Logger::kBroker;
  if (file.starts_with("coord/")) return Logger::kCoord;
  if (file.starts_with("log/")) return Logger::kLog;
  if (file.starts_with("metadata/")) return Logger::kMetadata;
  return Logger::kRoot;
}

/// A format that knows where it was written.
template <class... Args>
struct Format {
  template <class Text>
  consteval Format(const Text& written, std::source_location at = std::source_location::current())
      : text(written), logger(logger_of(at.file_name())) {}
  fmt::format_string<Args...> text;
  Logger logger;
};
template <class... Args>
using FormatOf = Format<std::type_identity_t<Args>...>;

template <class... Args>
void log(Level level, FormatOf<Args...> format, Args&&... args) {
  if (enabled(format.logger, level)) write(level, fmt::vformat(format.text, fmt::make_format_args(args...)));
}
template <class... Args>
void debug(FormatOf<Args...> format, Args&&... args) {
  log(Level::kDebug, format, std::forward<Args>(args)...);
}
template <class... Args>
void info(FormatOf<Args...> format, Args&&... args) {
  log(Level::kInfo, format, std::forward<Args>(args)...);
}
template <class... Args>
void warn(FormatOf<Args...> format, Args&&... args) {
  log(Level::kWarn, format, std::forward<Args>(args)...);
}
template <class... Args>
void error(FormatOf<Args...> format, Args&&... args) {
  log(Level::kError, format, std::forward<Args>(args)...);
}

}  // namespace moldau::diag
