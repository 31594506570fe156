#include "metadata/config/alter_operations.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "protocol/wire/reader.h"

namespace moldau::metadata {
namespace {

using protocol::ErrorCode;
using Config = AskedAlteration::Config;

std::string appended(std::vector<std::string> words, const std::string& added) {
  for (auto& word : split_list(added))
    if (std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
  return fmt::format("{}", fmt::join(words, ","));
}

std::string subtracted(std::vector<std::string> words, const std::string& removed) {
  for (const auto& word : split_list(removed)) std::erase(words, word);
  return fmt::format("{}", fmt::join(words, ","));
}

ApiResult<std::string> change_list(const Config& asked, const ConfigMap& configs, const ListKeys& lists) {
  const bool appends = asked.operation == static_cast<std::int8_t>(AlterOperation::kAppend);
  const auto* key = lists.find(asked.name);
  if (!key || key->type != ConfigType::kList)
    return std::unexpected(lists.refuse(appends ? "APPEND" : "SUBTRACT", asked.name));
  const auto own = configs.find(asked.name);
  auto words = split_list(own == configs.end() ? lists.unset(asked.name) : own->second);
  auto list = appends ? appended(std::move(words), *asked.value) : subtracted(std::move(words), *asked.value);
  if (list.size() <= protocol::kMaxStringBytes) return list;
  return refuse(ErrorCode::kInvalidConfig,
                fmt::format("The value of {} would have {} bytes, more than the {} that a value may have.",
                            asked.name, list.size(), protocol::kMaxStringBytes));
}

}  // namespace

ApiResult<ConfigMap> apply_operations(const AskedAlteration& asked, const ConfigMap& current,
                                      const ListKeys& lists) {
  ConfigMap next = asked.replaces_all ? ConfigMap() : current;
  for (const auto& config : asked.configs) {
    switch (static_cast<AlterOperation>(config.operation)) {
      case AlterOperation::kSet: next.insert_or_assign(config.name, *config.value); break;
      case AlterOperation::kDelete: next.erase(config.name); break;
      case AlterOperation::kAppend:
      case AlterOperation::kSubtract: {
        auto changed = change_list(config, next, lists);
        if (!changed) return std::unexpected(std::move(changed.error()));
        next.insert_or_assign(config.name, std::move(*changed));
        break;
      }
      default: return refuse(ErrorCode::kInvalidRequest, unknown_operation(config.operation));
    }
  }
  return next;
}

}  // namespace moldau::metadata
