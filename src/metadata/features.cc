#include "metadata/features.h"

#include <algorithm>
#include <fmt/core.h>

namespace moldau::metadata {
namespace {

using protocol::ErrorCode;
using Update = protocol::UpdateFeaturesRequest::FeatureUpdateKey;

/// FeatureUpdateKey's UpgradeType.
enum : std::int8_t { kUpgrade = 1, kSafeDowngrade = 2, kUnsafeDowngrade = 3 };

const SupportedFeature* find(const SupportedFeatures& supported, std::string_view name) {
  const auto found = std::ranges::find(supported, name, &SupportedFeature::name);
  return found == supported.end() ? nullptr : &*found;
}

std::int16_t level_of(const FeatureLevels& levels, std::string_view name) {
  const auto found = levels.find(name);
  return found == levels.end() ? std::int16_t{0} : found->second;
}

std::optional<std::string> why_unsupported(const Update& update, const SupportedFeature* supported,
                                           std::int32_t node_id) {
  if (!supported && update.max_version_level == 0)
    return fmt::format("Feature {} not found.", update.feature);
  if (!supported) return fmt::format("Local controller {} does not support this feature.", node_id);
  if (update.max_version_level >= supported->first_level && update.max_version_level <= supported->last_level)
    return std::nullopt;
  return fmt::format("Local controller {} only supports versions {}-{}", node_id, supported->first_level,
                     supported->last_level);
}

/// The words that follow which feature was to get which level.
std::optional<std::string> why_not_from(std::int16_t before, const Update& update) {
  const bool is_upgrade = update.upgrade_type == kUpgrade;
  if (update.max_version_level > before && !is_upgrade) return "Can't downgrade to a newer version.";
  if (update.max_version_level >= before) return std::nullopt;
  if (is_upgrade)
    return "Can't downgrade the version of this feature without setting the upgrade type to either safe or "
           "unsafe downgrade.";
  if (update.feature == kKraftVersionFeature) return "Can't downgrade the version of this feature.";
  return std::nullopt;
}

std::optional<std::string> why_refused(const Update& update, std::int16_t before,
                                       const SupportedFeature* supported, std::int32_t node_id) {
  const auto invalid = [&](std::string_view why) {
    return fmt::format("Invalid update version {} for feature {}. {}", update.max_version_level,
                       update.feature, why);
  };
  if (update.upgrade_type < kUpgrade || update.upgrade_type > kUnsafeDowngrade)
    return invalid("The controller does not support the given upgrade type.");
  if (update.max_version_level < 0) return invalid("A feature version cannot be less than 0.");
  if (const auto why = why_unsupported(update, supported, node_id)) return invalid(*why);
  if (const auto why = why_not_from(before, update)) return invalid(*why);
  if (update.feature != kMetadataVersionFeature || update.max_version_level >= before) return std::nullopt;
  return fmt::format("Unsupported metadata.version downgrade from {} to {}. {}", before,
                     update.max_version_level,
                     update.upgrade_type == kUnsafeDowngrade
                         ? "Unsafe metadata downgrade is not supported in this version."
                         : "Refusing to perform the requested downgrade because it might delete metadata "
                           "information.");
}

}  // namespace

FinalizedFeatures initial_features(const SupportedFeatures& supported) {
  FinalizedFeatures features{.levels = {}, .epoch = 1};
  for (const auto& feature : supported)
    if (feature.initial_level > 0) features.levels.emplace(feature.name, feature.initial_level);
  return features;
}

std::optional<std::string> why_unsupported(const FeatureLevels& levels, const SupportedFeatures& supported) {
  for (const auto& [name, level] : levels) {
    const auto* feature = find(supported, name);
    if (!feature) return fmt::format("the cluster has {}={}, which this program does not know", name, level);
    if (level < feature->first_level || level > feature->last_level)
      return fmt::format("the cluster has {}={}, this program supports {} to {}", name, level,
                         feature->first_level, feature->last_level);
  }
  return std::nullopt;
}

ApiResult<FeatureLevels> updated_features(const protocol::UpdateFeaturesRequest& request,
                                          const FeatureLevels& before, const SupportedFeatures& supported,
                                          std::int32_t node_id) {
  auto after = before;
  for (const auto& update : request.feature_updates) {
    const auto why =
        why_refused(update, level_of(before, update.feature), find(supported, update.feature), node_id);
    if (why)
      return refuse(ErrorCode::kInvalidUpdateVersion,
                    "The update failed for all features since the following feature had an error: " + *why);
    if (update.max_version_level == 0)
      after.erase(update.feature);
    else
      after.insert_or_assign(update.feature, update.max_version_level);
  }
  return after;
}

}  // namespace moldau::metadata
