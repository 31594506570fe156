#pragma once

/// MOLDAU_MUTATION(name): whether that bug of another broker's past is to be here, so that a test can show
/// that it would notice (script/mutations has the list). False, and no code, in every other build.
#ifdef MOLDAU_MUTATIONS
#include <cstdlib>
#include <string_view>

namespace moldau {

inline bool is_mutated(std::string_view name) {
  static const char* const chosen = std::getenv("MOLDAU_MUTATION");
  return chosen != nullptr && name == chosen;
}

}  // namespace moldau
#define MOLDAU_MUTATION(name) ::moldau::is_mutated(name)
#else
#define MOLDAU_MUTATION(name) false
#endif
