#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "metadata/client_quotas.h"

namespace moldau::metadata {

/// An entity's node below /client_quotas, as nodes.h lays out.
std::string quotas_node(const QuotaEntity& entity);
/// The entity of such a node; nothing where it is none.
std::optional<QuotaEntity> entity_of_quotas_node(std::string_view node);

}  // namespace moldau::metadata
