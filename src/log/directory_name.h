#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/uuid.h"

namespace moldau::log {

/// What the name of a partition's directory says: `topic-0`, `topic-0.<32 hex digits>-delete` once it is to
/// go, or `topic-0.<32 hex digits>-future` while it is a copy that does not serve yet.
struct DirectoryName {
  std::string topic;
  std::int32_t partition = 0;
  bool deleted = false, future = false;
  friend bool operator==(const DirectoryName&, const DirectoryName&) = default;
};

std::string directory_name(std::string_view topic, std::int32_t partition);
/// At most 255 bytes, the topic's name cut as needed. `unique` keeps two deletions of one name apart.
std::string deleted_directory_name(std::string_view topic, std::int32_t partition, const Uuid& unique);
/// The same for what no topic of the cluster is, `topic-0.<32 hex digits>-stray`, which is no partition's
/// name.
std::string stray_directory_name(std::string_view topic, std::int32_t partition, const Uuid& unique);
/// The same for a copy in the making. Nothing where the topic's name leaves no room for that.
std::optional<std::string> future_directory_name(std::string_view topic, std::int32_t partition,
                                                 const Uuid& unique);
/// Nothing where the name is no partition's.
std::optional<DirectoryName> parse_directory_name(std::string_view name);

}  // namespace moldau::log
