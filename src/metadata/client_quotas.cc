#include "metadata/client_quotas.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <set>
#include <span>

namespace moldau::metadata {
namespace {

using protocol::ErrorCode;
enum class Number { kInt, kLong, kDouble };

struct Key {
  std::string_view name;
  Number number;
};
constexpr std::array kClientKeys = {
    Key{kProducerByteRate, Number::kLong}, Key{kConsumerByteRate, Number::kLong},
    Key{kRequestPercentage, Number::kDouble}, Key{kControllerMutationRate, Number::kDouble}};
constexpr std::array kIpKeys = {Key{kConnectionCreationRate, Number::kInt}};
constexpr std::array<std::string_view, 3> kTypes = {"client-id", "user", "ip"};

std::unexpected<ApiError> refuse(std::string message) {
  return metadata::refuse(ErrorCode::kInvalidRequest, std::move(message));
}

/// The keys that an entity may have, which is one of clients or of an address.
ApiResult<std::span<const Key>> keys_of(const QuotaEntity& entity, const IsIp& is_ip) {
  const auto ip = entity.find(QuotaEntityType::kIp);
  if (ip == entity.end()) return std::span<const Key>(kClientKeys);
  if (entity.size() > 1)
    return refuse("Invalid quota entity combination: ip cannot be combined with user or client-id");
  if (ip->second && !is_ip(*ip->second))
    return refuse(fmt::format("{} is not a valid IP; names of hosts are not looked up.", *ip->second));
  return std::span<const Key>(kIpKeys);
}

/// Bytes and connections are counted whole. Kafka lets a little more pass, as text may have been rounded.
bool is_whole(double value) {
  constexpr double kRounding = 1e-6;
  return value - std::floor(value) <= kRounding;
}

ApiResult<void> check_value(const Key& key, double value) {
  if (!std::isfinite(value)) return refuse(fmt::format("Quota {} must be a finite number", key.name));
  if (value <= 0) return refuse(fmt::format("Quota {} must be greater than 0", key.name));
  if (key.number == Number::kDouble) return {};
  const bool is_int = key.number == Number::kInt;
  const auto most = is_int ? static_cast<double>(std::numeric_limits<std::int32_t>::max())
                           : static_cast<double>(std::numeric_limits<std::int64_t>::max());
  if (value > most)
    return refuse(
        fmt::format("Proposed value for {} is too large for {}.", key.name, is_int ? "an INT" : "a LONG"));
  if (!is_whole(value)) return refuse(fmt::format("{} cannot be a fractional value.", key.name));
  return {};
}

}  // namespace

std::string_view to_text(QuotaEntityType type) {
  return kTypes[static_cast<std::size_t>(type)];
}

std::optional<QuotaEntityType> quota_entity_type(std::string_view text) {
  for (std::size_t i = 0; i < kTypes.size(); ++i)
    if (kTypes[i] == text) return static_cast<QuotaEntityType>(i);
  return std::nullopt;
}

std::string to_text(const QuotaEntity& entity) {
  std::string text;
  for (const auto& [type, name] : entity)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", to_text(type), name.value_or("null"));
  return fmt::format("{{{}}}", text);
}

ApiResult<QuotaEntity> check_quota_entity(const AskedQuotas& asked) {
  if (asked.entity.empty()) return refuse("Invalid empty client quota entity");
  QuotaEntity entity;
  for (const auto& [type_text, name] : asked.entity) {
    const auto type = quota_entity_type(type_text);
    if (!type) return refuse(fmt::format("Unhandled client quota entity type: {}", type_text));
    if (name && name->empty()) return refuse(fmt::format("Empty {} not supported", type_text));
    entity.insert_or_assign(*type, name);
  }
  return entity;
}

ApiResult<QuotaValues> alter_quotas(const QuotaEntity& entity, const QuotaValues& current,
                                    const AskedQuotas& asked, const IsIp& is_ip) {
  const auto keys = keys_of(entity, is_ip);
  if (!keys) return std::unexpected(keys.error());
  auto values = current;
  std::set<std::string_view> altered;
  for (const auto& [key, value, remove] : asked.ops) {
    if (!altered.insert(key).second)
      return refuse(fmt::format("The request alters {} of {} more than once", key, to_text(entity)));
    if (remove) {
      values.erase(key);
      continue;
    }
    const auto known = std::ranges::find(*keys, key, &Key::name);
    if (known == keys->end()) return refuse(fmt::format("Invalid configuration key {}", key));
    if (const auto fine = check_value(*known, value); !fine) return std::unexpected(fine.error());
    values.insert_or_assign(key, value);
  }
  return values;
}

}  // namespace moldau::metadata
