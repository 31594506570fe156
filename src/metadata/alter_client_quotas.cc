#include <fmt/format.h>
#include <map>

#include "metadata/controller.h"
#include "metadata/tree.h"

// AlterClientQuotas. An entity that a request names twice is refused once, and the others have their say.

namespace moldau::metadata {
namespace {

using protocol::AlterClientQuotasRequest;
using protocol::AlterClientQuotasResponse;
using protocol::ErrorCode;
using Result = AlterClientQuotasResponse::EntryData;

/// The entity as the answer has it: as it was understood, else as it came.
Result result_of(const AskedQuotas& asked, const ApiResult<QuotaEntity>& entity) {
  Result result{.error_message = std::nullopt, .entity = {}};
  if (entity) {
    for (const auto& [type, name] : *entity) result.entity.push_back({std::string(to_text(type)), name});
  } else {
    for (const auto& part : asked.entity) result.entity.push_back({part.entity_type, part.entity_name});
  }
  return result;
}

void set_error(Result& result, const ApiError& error) {
  result.error_code = to_wire(error.code);
  result.error_message = error.message;
}

}  // namespace

ApiResult<QuotaValues> Controller::plan_quota(const QuotaEntity& entity, const AskedQuotas& asked) const {
  const auto& quotas = catalog_->client_quotas();
  const auto current = quotas.find(entity);
  return alter_quotas(entity, current == quotas.end() ? QuotaValues() : current->second, asked,
                      options_.is_ip);
}

std::vector<Controller::QuotaChange> Controller::plan_quotas(const AlterClientQuotasRequest& request,
                                                             AlterClientQuotasResponse& response) const {
  std::map<QuotaEntity, int> seen;
  for (const auto& asked : request.entries)
    if (auto entity = check_quota_entity(asked)) ++seen[std::move(*entity)];
  std::vector<QuotaChange> changes;
  auto count = catalog_->client_quotas().size();
  for (const auto& asked : request.entries) {
    auto entity = check_quota_entity(asked);
    const auto times = entity ? std::exchange(seen[*entity], 0) : 1;
    if (times == 0) continue;
    auto& result = response.entries.emplace_back(result_of(asked, entity));
    auto values = entity ? plan_quota(*entity, asked) : std::unexpected(entity.error());
    if (times > 1)
      values =
          refuse(ErrorCode::kInvalidRequest, fmt::format("Ignoring duplicate entity {}", to_text(*entity)));
    const bool is_new = values && !values->empty() && !catalog_->client_quotas().contains(*entity);
    if (is_new && count >= options_.max_client_quotas)
      values = refuse(ErrorCode::kPolicyViolation,
                      fmt::format("moldau.max.client.quotas={} entities have quotas already",
                                  options_.max_client_quotas));
    if (!values) {
      set_error(result, values.error());
      continue;
    }
    count += is_new ? 1 : 0;
    changes.push_back({std::move(*entity), std::move(*values), response.entries.size() - 1});
  }
  return changes;
}

StoreOperation Controller::quota_step(const QuotaChange& change) const {
  const auto path = client_quotas_path(change.entity);
  if (change.values.empty()) return DeleteNode{path};
  if (!catalog_->client_quotas().contains(change.entity))
    return CreateNode{path, client_quotas_bytes(change.values)};
  return SetNode{path, client_quotas_bytes(change.values)};
}

AlterClientQuotasResponse Controller::alter_client_quotas(const AlterClientQuotasRequest& request) {
  AlterClientQuotasResponse response;
  const auto changes = plan_quotas(request, response);
  if (request.validate_only) return response;
  auto quotas = catalog_->client_quotas();
  std::vector<TopicChange> writes;
  std::vector<const QuotaChange*> written_changes;
  for (const auto& change : changes) {
    const auto current = quotas.find(change.entity);
    if (current == quotas.end() ? change.values.empty() : current->second == change.values) continue;
    writes.push_back({nullptr, {quota_step(change)}, change.result});
    written_changes.push_back(&change);
  }
  const auto written = write_changes(writes);
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (!written[i])
      set_error(response.entries[writes[i].result], written[i].error());
    else if (written_changes[i]->values.empty())
      quotas.erase(written_changes[i]->entity);
    else
      quotas.insert_or_assign(written_changes[i]->entity, written_changes[i]->values);
  }
  if (writes.empty()) return response;
  CatalogBuilder builder(*catalog_);
  builder.set_client_quotas(std::move(quotas));
  catalog_ = builder.build();
  return response;
}

}  // namespace moldau::metadata
