#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "metadata/api_error.h"
#include "protocol/messages/48_describe_client_quotas.h"
#include "protocol/messages/49_alter_client_quotas.h"

/// Client quotas (KIP-13, KIP-546, KIP-612): what is set for whom. Enforcing them is the broker's.
namespace moldau::metadata {

/// In the order in which answers name them.
enum class QuotaEntityType : std::uint8_t { kClientId, kUser, kIp };
/// As on the wire: client-id, user, ip.
std::string_view to_text(QuotaEntityType type);
std::optional<QuotaEntityType> quota_entity_type(std::string_view text);

/// Whom a quota is for: a name for each type that counts. No name is the default, for all that have no quota
/// of their own.
using QuotaEntity = std::map<QuotaEntityType, std::optional<std::string>>;
/// By key, as producer_byte_rate.
using QuotaValues = std::map<std::string, double, std::less<>>;
/// Nobody is in it without a value.
using ClientQuotas = std::map<QuotaEntity, QuotaValues>;

inline constexpr std::string_view kProducerByteRate = "producer_byte_rate",
                                  kConsumerByteRate = "consumer_byte_rate",
                                  kRequestPercentage = "request_percentage",
                                  kControllerMutationRate = "controller_mutation_rate",
                                  kConnectionCreationRate = "connection_creation_rate";

/// As {client-id=a, user=null}.
std::string to_text(const QuotaEntity& entity);

using AskedQuotas = protocol::AlterClientQuotasRequest::EntryData;
/// Whether a text is an address.
using IsIp = std::function<bool(const std::string&)>;

/// What a request calls an entity. INVALID_REQUEST where there is none of that kind.
ApiResult<QuotaEntity> check_quota_entity(const AskedQuotas& asked);
/// The entity's quotas once it has been altered. INVALID_REQUEST where it may not have them.
ApiResult<QuotaValues> alter_quotas(const QuotaEntity& entity, const QuotaValues& current,
                                    const AskedQuotas& asked, const IsIp& is_ip);

protocol::DescribeClientQuotasResponse describe_client_quotas(
    const protocol::DescribeClientQuotasRequest& request, const ClientQuotas& quotas);

}  // namespace moldau::metadata
