#include "broker/broker_loggers.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

#include "base/diag.h"

namespace moldau::broker {
namespace {

using metadata::AlterOperation;
using metadata::ApiResult;
using metadata::AskedAlteration;
using protocol::ErrorCode;

struct NamedLevel {
  std::string_view name;
  diag::Level level;
};
constexpr std::array<NamedLevel, 6> kLevels = {{{"DEBUG", diag::Level::kDebug},
                                                {"ERROR", diag::Level::kError},
                                                {"FATAL", diag::Level::kFatal},
                                                {"INFO", diag::Level::kInfo},
                                                {"TRACE", diag::Level::kTrace},
                                                {"WARN", diag::Level::kWarn}}};

std::optional<diag::Level> level_of(std::string_view name) {
  const auto found = std::ranges::find(kLevels, name, &NamedLevel::name);
  return found == kLevels.end() ? std::nullopt : std::optional(found->level);
}

std::string_view name_of(diag::Level level) {
  const auto found = std::ranges::find(kLevels, level, &NamedLevel::level);
  return found == kLevels.end() ? "OFF" : found->name;
}

ApiResult<void> check_operation(std::int8_t number) {
  constexpr std::string_view kNotAllowed = "is not allowed for the BROKER_LOGGER resource";
  switch (static_cast<AlterOperation>(number)) {
    case AlterOperation::kSet:
    case AlterOperation::kDelete: return {};
    case AlterOperation::kAppend:
      return metadata::refuse(ErrorCode::kInvalidRequest, fmt::format("APPEND operation {}", kNotAllowed));
    case AlterOperation::kSubtract:
      return metadata::refuse(ErrorCode::kInvalidRequest, fmt::format("SUBTRACT operation {}", kNotAllowed));
  }
  return metadata::refuse(ErrorCode::kInvalidRequest,
                          fmt::format("Unknown operation type {} {}", number, kNotAllowed));
}

ApiResult<void> check(const AskedAlteration::Config& asked) {
  if (auto fine = check_operation(asked.operation); !fine) return fine;
  if (!diag::find_logger(asked.name))
    return metadata::refuse(ErrorCode::kInvalidConfig, fmt::format("Logger {} does not exist!", asked.name));
  if (asked.operation == static_cast<std::int8_t>(AlterOperation::kDelete)) {
    if (asked.name != diag::kRootLogger) return {};
    return metadata::refuse(ErrorCode::kInvalidRequest,
                            "Removing the log level of the root logger is not allowed");
  }
  if (level_of(*asked.value)) return {};
  return metadata::refuse(
      ErrorCode::kInvalidConfig,
      fmt::format("Cannot set the log level of {} to {} as it is not a supported log level. "
                  "Valid log levels are DEBUG, ERROR, FATAL, INFO, TRACE, WARN",
                  asked.name, *asked.value));
}

}  // namespace

ApiResult<void> alter_loggers(const AskedAlteration& asked, bool validate_only) {
  for (const auto& config : asked.configs)
    if (auto fine = check(config); !fine) return fine;
  if (validate_only) return {};
  for (const auto& config : asked.configs) {
    const auto logger = *diag::find_logger(config.name);
    if (config.operation == static_cast<std::int8_t>(AlterOperation::kSet))
      diag::set_level(logger, *level_of(*config.value));
    else
      diag::inherit_level(logger);
  }
  return {};
}

std::vector<metadata::DescribedConfig> describe_loggers(const metadata::DescribeOptions& options) {
  std::vector<metadata::DescribedConfig> entries;
  for (const auto& logger : diag::loggers()) {
    if (!options.wants(diag::name(logger))) continue;
    auto& entry = entries.emplace_back();
    entry.name = diag::name(logger);
    entry.value = std::string(name_of(diag::level(logger)));
    entry.config_source = static_cast<std::int8_t>(metadata::ConfigSource::kDynamicBrokerLogger);
    entry.documentation = std::string();  // also where nobody asks for it, as Kafka's
  }
  return entries;
}

}  // namespace moldau::broker
