#include "metadata/config/config_docs.h"

#include <fmt/format.h>

#include "metadata/config/config_key.h"
#include "metadata/config/group_config.h"

namespace moldau::metadata {
namespace {

constexpr std::string_view kIntroduction = R"(# Configuration

This page is printed from the table of configurations in `src/metadata/config`; change that, not this.

A broker reads `server.properties`, then `KAFKA_*` environment variables (`KAFKA_LOG_DIRS` is `log.dirs`; `_` is `.`,
`__` is `_`, `___` is `-`), then `--override key=value`; the later wins. No key is required. An unknown key is warned
about, a bad value stops the start.

*Support* tells what comes of a value: it **acts** as it does in Kafka, it is **accepted** (checked, kept and shown, and
not acted upon yet), or it is **not meaningful** here. *Update* tells whether a broker's value may change while it runs.
)";

std::string_view word(Support support) {
  switch (support) {
    case Support::kActs: return "acts";
    case Support::kAccepted: return "accepted";
    case Support::kNotMeaningful: return "not meaningful";
  }
  return {};
}

std::string_view word(UpdateMode update) {
  switch (update) {
    case UpdateMode::kReadOnly: return "read-only";
    case UpdateMode::kPerBroker: return "per-broker";
    case UpdateMode::kClusterWide: return "cluster-wide";
  }
  return {};
}

/// A table's cell may not hold a bar.
std::string code(std::string_view text) {
  if (text.empty()) return {};
  std::string escaped;
  for (const auto c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return fmt::format("`{}`", escaped);
}

std::string default_of(const ConfigKey& key) {
  if (!key.default_value) return "null";
  return key.default_value->empty() ? std::string("empty") : code(*key.default_value);
}

std::string broker_keys_behind(const ConfigKey& key) {
  std::string text;
  for (const auto& synonym : synonyms_of_topic_key(key.name))
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", synonym.name);
  return text;
}

std::string broker_key_behind(const ConfigKey& key) {
  const auto* behind = broker_key_behind_group_key(key.name);
  return behind ? code(behind->name) : std::string();
}

}  // namespace

std::string configuration_as_markdown() {
  auto text = std::string(kIntroduction);
  text += "\n## Topics\n\n| key | type | default | allowed | broker's key | support | what it is |\n";
  text += "|---|---|---|---|---|---|---|\n";
  for (const auto& key : topic_config_keys())
    text += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", key.name, name(key.type), default_of(key),
                        code(key.validator.to_string()), broker_keys_behind(key), word(key.support),
                        key.documentation);
  text += "\n## Brokers\n\n| key | type | default | allowed | update | support | what it is |\n";
  text += "|---|---|---|---|---|---|---|\n";
  for (const auto& key : broker_config_keys())
    text +=
        fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", key.name, name(key.type), default_of(key),
                    code(key.validator.to_string()), word(key.update), word(key.support), key.documentation);
  text += "\n## Groups\n\n| key | type | default | allowed | broker's key | support | what it is |\n";
  text += "|---|---|---|---|---|---|---|\n";
  for (const auto& key : group_config_keys())
    text += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", key.name, name(key.type), default_of(key),
                        code(key.validator.to_string()), broker_key_behind(key), word(key.support),
                        key.documentation);
  text += "\n## Subscriptions to clients' metrics\n\n| key | type | default | support | what it is |\n";
  text += "|---|---|---|---|---|\n";
  for (const auto& key : client_metrics_config_keys())
    text += fmt::format("| `{}` | {} | {} | {} | {} |\n", key.name, name(key.type), default_of(key),
                        word(key.support), key.documentation);
  return text;
}

}  // namespace moldau::metadata
