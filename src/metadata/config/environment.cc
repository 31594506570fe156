#include "metadata/config/environment.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <unistd.h>

extern char** environ;

namespace moldau::metadata {
namespace {

constexpr std::string_view kPrefix = "KAFKA_";

/// Variables that speak to the image or to Java's start scripts; what begins with one of the second list too.
constexpr std::array<std::string_view, 8> kNotConfigs = {
    "KAFKA_VERSION", "KAFKA_HOME",       "KAFKA_DEBUG",       "KAFKA_OPTS",
    "KAFKA_MODE",    "KAFKA_CLUSTER_ID", "KAFKA_CONFIG_FILE", "KAFKA_HEAP_OPTS"};
constexpr std::array<std::string_view, 7> kNotConfigPrefixes = {
    "KAFKA_JMX_", "KAFKA_JVM_", "KAFKA_GC_LOG_", "KAFKA_LOG4J_", "KAFKA_TOOLS_",
    // What Kubernetes sets in every pod of a namespace with a service named "kafka".
    "KAFKA_SERVICE_", "KAFKA_PORT"};

std::pair<std::string_view, std::string_view> split(std::string_view assignment) {
  const auto equals = assignment.find('=');
  if (equals == assignment.npos) return {assignment, {}};
  return {assignment.substr(0, equals), assignment.substr(equals + 1)};
}

std::optional<std::string> value_of(std::span<const std::string> environment, std::string_view variable) {
  for (const auto& assignment : environment)
    if (const auto [name, value] = split(assignment); name == variable && !value.empty())
      return std::string(value);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> config_key_of_variable(std::string_view variable) {
  if (!variable.starts_with(kPrefix) || variable.size() == kPrefix.size()) return std::nullopt;
  if (std::ranges::find(kNotConfigs, variable) != kNotConfigs.end()) return std::nullopt;
  if (std::ranges::any_of(kNotConfigPrefixes, [&](auto prefix) { return variable.starts_with(prefix); }))
    return std::nullopt;
  std::string key;
  auto rest = variable.substr(kPrefix.size());
  while (!rest.empty()) {
    constexpr std::array<std::pair<std::string_view, char>, 3> kMarks = {
        {{"___", '-'}, {"__", '_'}, {"_", '.'}}};
    const auto mark = std::ranges::find_if(kMarks, [&](const auto& m) { return rest.starts_with(m.first); });
    const auto c = rest.front();
    key += mark != kMarks.end() ? mark->second : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    rest.remove_prefix(mark != kMarks.end() ? mark->first.size() : 1);
  }
  return key;
}

ConfigMap configs_of_environment(std::span<const std::string> environment) {
  ConfigMap configs;
  for (const auto& assignment : environment) {
    const auto [variable, value] = split(assignment);
    if (auto key = config_key_of_variable(variable))
      configs.insert_or_assign(std::move(*key), std::string(value));
  }
  return configs;
}

std::vector<std::string> process_environment() {
  std::vector<std::string> environment;
  for (auto variable = environ; variable && *variable; ++variable) environment.emplace_back(*variable);
  return environment;
}

std::optional<std::string> cluster_id_of_environment(std::span<const std::string> environment) {
  if (auto id = value_of(environment, "CLUSTER_ID")) return id;
  return value_of(environment, "KAFKA_CLUSTER_ID");
}

std::string local_host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

std::expected<std::pair<std::string, std::string>, std::string> parse_override(std::string_view argument) {
  const auto [key, value] = split(argument);
  if (trim(key).empty() || argument.find('=') == argument.npos)
    return std::unexpected(fmt::format("--override {}: expected key=value", argument));
  return std::pair{std::string(trim(key)), std::string(value)};
}

ConfigMap merge_static_configs(ConfigMap file, const ConfigMap& environment, const ConfigMap& overrides) {
  for (const auto& [key, value] : environment) file.insert_or_assign(key, value);
  for (const auto& [key, value] : overrides) file.insert_or_assign(key, value);
  return file;
}

}  // namespace moldau::metadata
