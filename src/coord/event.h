#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moldau::coord {

/// What happened to a group or a transactional id, and why: for who asks later.
struct Event {
  std::string subject;
  /// Such as "member-left". REQUIRES: a literal.
  std::string_view what;
  std::string cause;
  /// It only happened once the records of its operation are written.
  bool needs_records = false;
};

/// A name that a peer chose, as a cause shows it: on one line, and not at length.
std::string shown(std::string_view name);
/// The same of several, of a few of them where they are many: "a, b and 3 more".
std::string shown(const std::vector<std::string>& names);

}  // namespace moldau::coord
