#include "base/diag.h"

#include <array>
#include <atomic>
#include <memory>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace moldau::diag {
namespace {

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::kTrace: return spdlog::level::trace;
    case Level::kDebug: return spdlog::level::debug;
    case Level::kInfo: return spdlog::level::info;
    case Level::kWarn: return spdlog::level::warn;
    case Level::kError: return spdlog::level::err;
    case Level::kFatal: return spdlog::level::critical;
    case Level::kOff: return spdlog::level::off;
  }
  return spdlog::level::off;
}

spdlog::logger& sink() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("moldau", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    made->set_level(spdlog::level::trace);  // whoever writes has asked enabled()
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *instance;
}

/// By name.
constexpr std::array<Logger, 6> kLoggers = {Logger::kBase, Logger::kBroker,   Logger::kCoord,
                                            Logger::kLog,  Logger::kMetadata, Logger::kRoot};

/// Own levels; none is the root's.
std::array<std::atomic<std::optional<Level>>, kLoggers.size()>& levels() {
  static std::array<std::atomic<std::optional<Level>>, kLoggers.size()> levels;
  return levels;
}

std::atomic<std::optional<Level>>& own_level(Logger logger) {
  return levels()[static_cast<std::size_t>(logger)];
}

}  // namespace

std::string_view name(Logger logger) {
  switch (logger) {
    case Logger::kBase: return "moldau.base";
    case Logger::kBroker: return "moldau.broker";
    case Logger::kCoord: return "moldau.coord";
    case Logger::kLog: return "moldau.log";
    case Logger::kMetadata: return "moldau.metadata";
    case Logger::kRoot: return kRootLogger;
  }
  return {};
}

std::optional<Logger> find_logger(std::string_view wanted) {
  for (const auto logger : kLoggers)
    if (name(logger) == wanted) return logger;
  return std::nullopt;
}

std::span<const Logger> loggers() {
  return kLoggers;
}

Level level(Logger logger) {
  if (const auto own = own_level(logger).load(std::memory_order_relaxed)) return *own;
  return own_level(Logger::kRoot).load(std::memory_order_relaxed).value_or(Level::kInfo);
}

void set_level(Logger logger, Level level) {
  own_level(logger) = level;
}
void inherit_level(Logger logger) {
  own_level(logger) = std::optional<Level>();
}
bool enabled(Logger logger, Level asked) {
  return asked >= level(logger);
}
void write(Level level, std::string_view line) {
  sink().log(to_spdlog(level), line);
}
void flush() {
  sink().flush();
}

}  // namespace moldau::diag
