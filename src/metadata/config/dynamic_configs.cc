#include "metadata/config/dynamic_configs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <vector>

#include "metadata/config/server_config.h"

namespace moldau::metadata {
namespace {

template <class Predicate>
std::optional<std::string> refuse_those(const ConfigMap& altered, std::string_view why, Predicate predicate) {
  std::vector<std::string> refused;
  for (const auto& [name, value] : altered)
    if (const auto* key = find_broker_key(name); key && predicate(name, *key)) refused.push_back(name);
  if (refused.empty()) return std::nullopt;
  return fmt::format("{}: [{}]", why, fmt::join(refused, ", "));
}

/// TLS and SASL are set up listener by listener.
bool lacks_listener(const std::string& name, const ConfigKey& key) {
  return name == key.name && key.update == UpdateMode::kPerBroker &&
         (name.starts_with("ssl.") || name.starts_with("sasl."));
}

}  // namespace

std::optional<std::string> check_dynamic_broker_configs(const ConfigMap& altered, AlteredFor whom) {
  if (auto refusal =
          refuse_those(altered, "Cannot update these configs dynamically",
                       [](const auto&, const auto& key) { return key.update == UpdateMode::kReadOnly; }))
    return refusal;
  if (auto refusal = refuse_those(
          altered,
          "These security configs can be dynamically updated only per-listener using the listener prefix",
          lacks_listener))
    return refusal;
  for (const auto& [name, value] : altered)
    if (auto complaint = check_broker_config(name, value)) return complaint;
  if (whom == AlteredFor::kOneBroker) return std::nullopt;
  return refuse_those(altered,
                      "Cannot update these configs at default cluster level, broker id must be specified",
                      [](const auto&, const auto& key) { return key.update == UpdateMode::kPerBroker; });
}

}  // namespace moldau::metadata
