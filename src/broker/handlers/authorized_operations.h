#pragma once

#include <cstdint>

/// Which operations a client may do, as bit sets (Kafka: AclOperation, one bit a code): all of them, as there
/// is no authorizer.
namespace moldau::broker {

inline constexpr std::int32_t kAllTopicOperations = 0x0df8;
inline constexpr std::int32_t kAllClusterOperations = 0x1fa0;
inline constexpr std::int32_t kAllGroupOperations = 0x0d48;

}  // namespace moldau::broker
