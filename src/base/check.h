#pragma once

#include <string_view>

namespace moldau {

/// Logs what broke and aborts. For broken invariants of ours only, never for what a peer sent.
[[noreturn]] void check_failed(std::string_view condition, std::string_view file, int line);

}  // namespace moldau

/// An invariant of ours, checked in release builds too.
#define MOLDAU_CHECK(condition)                      \
  (__builtin_expect(static_cast<bool>(condition), 1) \
       ? void()                                      \
       : ::moldau::check_failed(#condition, __FILE__, __LINE__))
