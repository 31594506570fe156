#pragma once

#include "metadata/features.h"

namespace moldau::broker {

/// Kafka's features with the levels that this broker can work at: one that switches clients to other APIs is
/// among them as soon as those are in the API table. By ascending name.
metadata::SupportedFeatures supported_features();

}  // namespace moldau::broker
