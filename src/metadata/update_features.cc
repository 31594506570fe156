#include "metadata/controller.h"
#include "metadata/tree.h"

namespace moldau::metadata {

ApiResult<bool> Controller::update_features(const protocol::UpdateFeaturesRequest& request) {
  const auto& before = catalog_->features();
  auto levels = updated_features(request, before.levels, options_.features, options_.broker.id);
  if (!levels) return std::unexpected(std::move(levels.error()));
  if (request.validate_only || *levels == before.levels) return false;
  FinalizedFeatures after{std::move(*levels), before.epoch + 1};
  const StoreOperation step = SetNode{kFeaturesPath, features_bytes(after)};
  if (const auto done = write({&step, 1}); !done) return std::unexpected(done.error());
  CatalogBuilder builder(*catalog_);
  builder.set_features(std::move(after));
  catalog_ = builder.build();
  return true;
}

StoreResult<FinalizedFeatures> Controller::load_features() {
  auto features = read_features(store_);
  if (features) {
    if (const auto why = why_unsupported(features->levels, options_.features))
      return std::unexpected(StoreError{StoreErrorCode::kFailed, *why});
    return features;
  }
  if (features.error().code != StoreErrorCode::kNoNode) return features;
  auto initial = initial_features(options_.features);
  const StoreOperation step = CreateNode{kFeaturesPath, features_bytes(initial)};
  if (const auto done = write({&step, 1}); !done)
    return std::unexpected(StoreError{StoreErrorCode::kFailed, done.error().message});
  return initial;
}

}  // namespace moldau::metadata
