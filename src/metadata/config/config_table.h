#pragma once

#include <span>
#include <string_view>

#include "metadata/config/config_key.h"

/// The words in which the table's rows are written. For the files of the table alone.
namespace moldau::metadata {

using enum ConfigType;
using enum Importance;
using enum UpdateMode;
using enum Support;

inline constexpr auto kNull = std::nullopt;
inline constexpr bool kHidden = true;
inline constexpr Validator kAnything{};
inline constexpr Validator kFilled{.kind = Validator::Kind::kNonEmptyString};
inline constexpr Validator kGzipLevel{.kind = Validator::Kind::kGzipLevel};
inline constexpr Validator kThrottledReplicas{.kind = Validator::Kind::kThrottledReplicas};
inline constexpr Validator kOffsetReset{.kind = Validator::Kind::kOffsetReset};

constexpr Validator at_least(double min) {
  return {.kind = Validator::Kind::kRange, .min = min};
}
constexpr Validator between(double min, double max) {
  return {.kind = Validator::Kind::kRange, .min = min, .max = max};
}
constexpr Validator one_of(std::string_view words) {
  return {.kind = Validator::Kind::kOneOf, .allowed = words};
}
constexpr Validator one_of_any_case(std::string_view words) {
  return {.kind = Validator::Kind::kOneOfAnyCase, .allowed = words};
}
constexpr Validator list(std::string_view words = {}) {
  return {.kind = Validator::Kind::kList, .allowed = words};
}
constexpr Validator set_of(std::string_view words) {
  return {.kind = Validator::Kind::kSet, .allowed = words};
}
constexpr Validator filled_list(std::string_view words = {}) {
  return {.kind = Validator::Kind::kFilledList, .allowed = words};
}

namespace table {

std::span<const ConfigKey> topic_keys();
std::span<const ConfigKey> group_keys();
std::span<const ConfigKey> client_metrics_keys();
std::span<const ConfigKey> network_keys();
std::span<const ConfigKey> log_keys();
std::span<const ConfigKey> replication_keys();
std::span<const ConfigKey> groups_keys();
std::span<const ConfigKey> share_groups_keys();
std::span<const ConfigKey> streams_groups_keys();
std::span<const ConfigKey> transactions_keys();
std::span<const ConfigKey> ssl_keys();
std::span<const ConfigKey> sasl_keys();
std::span<const ConfigKey> authorization_keys();
std::span<const ConfigKey> kraft_keys();
std::span<const ConfigKey> remote_keys();
std::span<const ConfigKey> metrics_keys();
std::span<const ConfigKey> moldau_keys();

}  // namespace table
}  // namespace moldau::metadata
