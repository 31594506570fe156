#pragma once

#include <string_view>

namespace moldau::metadata {

/// "/", or "/a/b" without empty parts, "." or "..", of printable bytes.
bool is_store_path(std::string_view path);

/// A path's parent and its own name in it. The root has neither.
struct StorePath {
  std::string_view parent, name;
};

/// REQUIRES: is_store_path(path).
StorePath split_store_path(std::string_view path);

}  // namespace moldau::metadata
