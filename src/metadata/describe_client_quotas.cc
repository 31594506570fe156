#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <span>

#include "metadata/client_quotas.h"

// DescribeClientQuotas: each component of the filter says what an entity has to be by one of its types.

namespace moldau::metadata {
namespace {

using protocol::DescribeClientQuotasRequest;
using protocol::DescribeClientQuotasResponse;
using protocol::ErrorCode;

enum class Match : std::int8_t { kExact = 0, kDefault = 1, kSpecified = 2 };
struct Wanted {
  Match match = Match::kExact;
  std::optional<std::string> name;
};
using Filter = std::map<QuotaEntityType, Wanted>;

std::unexpected<ApiError> refuse(std::string message) {
  return metadata::refuse(ErrorCode::kInvalidRequest, std::move(message));
}

ApiResult<Wanted> wanted_of(const DescribeClientQuotasRequest::ComponentData& component) {
  constexpr std::array<std::string_view, 3> kNames = {"EXACT", "DEFAULT", "SPECIFIED"};
  const auto number = component.match_type;
  if (number < 0 || number > static_cast<std::int8_t>(Match::kSpecified))
    return refuse(fmt::format("Unknown match type {}", number));
  const auto match = static_cast<Match>(number);
  const auto name = kNames[static_cast<std::uint8_t>(number)];
  if (match == Match::kExact && !component.match)
    return refuse(fmt::format("Request specified MATCH_TYPE_{}, but set match string to null.", name));
  if (match != Match::kExact && component.match)
    return refuse(fmt::format("Request specified MATCH_TYPE_{}, but also specified a match string.", name));
  return Wanted{match, component.match};
}

ApiResult<Filter> filter_of(const DescribeClientQuotasRequest& request) {
  Filter filter;
  for (const auto& component : request.components) {
    const auto& text = component.entity_type;
    if (text.empty()) return refuse("Invalid empty entity type.");
    const auto type = quota_entity_type(text);
    if (!type)
      return metadata::refuse(ErrorCode::kUnsupportedVersion,
                              fmt::format("Unsupported entity type {}", text));
    if (filter.contains(*type))
      return refuse(fmt::format("Entity type {} cannot appear more than once in the filter.", text));
    auto wanted = wanted_of(component);
    if (!wanted) return std::unexpected(wanted.error());
    filter.emplace(*type, std::move(*wanted));
  }
  if (filter.contains(QuotaEntityType::kIp) && filter.size() > 1)
    return refuse(
        "Invalid entity filter component combination: ip cannot be combined with user or client-id.");
  return filter;
}

bool matches(const QuotaEntity& entity, const Filter& filter, bool strict) {
  if (strict && entity.size() != filter.size()) return false;
  return std::ranges::all_of(filter, [&](const auto& each) {
    const auto part = entity.find(each.first);
    return part != entity.end() &&
           (each.second.match == Match::kSpecified || part->second == each.second.name);
  });
}

DescribeClientQuotasResponse::EntryData entry_of(const QuotaEntity& entity, const QuotaValues& values) {
  DescribeClientQuotasResponse::EntryData entry;
  for (const auto& [type, name] : entity) entry.entity.push_back({std::string(to_text(type)), name});
  for (const auto& [key, value] : values) entry.values.push_back({key, value});
  return entry;
}

}  // namespace

DescribeClientQuotasResponse describe_client_quotas(const DescribeClientQuotasRequest& request,
                                                    const ClientQuotas& quotas) {
  const auto filter = filter_of(request);
  if (!filter)
    return {.error_code = to_wire(filter.error().code),
            .error_message = filter.error().message,
            .entries = std::nullopt};
  DescribeClientQuotasResponse response;
  for (const auto& [entity, values] : quotas)
    if (matches(entity, *filter, request.strict)) response.entries->push_back(entry_of(entity, values));
  return response;
}

}  // namespace moldau::metadata
