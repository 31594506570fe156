#include "metadata/quotas_path.h"

#include "metadata/escaped_name.h"

namespace moldau::metadata {

std::string quotas_node(const QuotaEntity& entity) {
  std::string node;
  for (const auto& [type, name] : entity) {
    if (!node.empty()) node += ',';
    node += to_text(type);
    if (name) node += "=" + escaped_name(*name);
  }
  return node;
}

std::optional<QuotaEntity> entity_of_quotas_node(std::string_view node) {
  QuotaEntity entity;
  for (;;) {
    const auto part = node.substr(0, node.find(','));
    const auto equals = part.find('=');
    const auto type = quota_entity_type(part.substr(0, equals));
    if (!type) return std::nullopt;
    std::optional<std::string> name;
    if (equals != part.npos) {
      name = unescaped_name(part.substr(equals + 1));
      if (!name || name->empty()) return std::nullopt;
    }
    if (!entity.emplace(*type, std::move(name)).second) return std::nullopt;
    if (part.size() == node.size()) return entity;
    node.remove_prefix(part.size() + 1);
  }
}

}  // namespace moldau::metadata
