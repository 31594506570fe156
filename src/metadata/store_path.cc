#include "metadata/store_path.h"

#include <algorithm>

namespace moldau::metadata {
namespace {

bool is_part(std::string_view part) {
  const auto printable = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; };
  return !part.empty() && part != "." && part != ".." && std::ranges::all_of(part, printable);
}

}  // namespace

bool is_store_path(std::string_view path) {
  if (path == "/") return true;
  if (!path.starts_with('/')) return false;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto part = path.substr(0, path.find('/'));
    if (!is_part(part)) return false;
    path.remove_prefix(part.size());
  }
  return true;
}

StorePath split_store_path(std::string_view path) {
  if (path == "/") return {};
  const auto slash = path.rfind('/');
  return {slash == 0 ? std::string_view("/") : path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace moldau::metadata
