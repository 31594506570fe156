#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace moldau::metadata {

inline constexpr std::size_t kMaxTopicNameSize = 249;

/// Why this cannot be a topic's name; nothing where it can.
std::optional<std::string> refuse_topic_name(std::string_view name);

/// As it is shown in texts, of which there may be one for each partition: cut where no topic's name is that
/// long. REQUIRES: UTF-8.
std::string shown_topic_name(std::string_view name);

/// Two topics whose keys are the same would have metrics of the same name, since '.' becomes '_' there. Empty
/// where the name collides with none but itself.
std::string collision_key(std::string_view name);

}  // namespace moldau::metadata
