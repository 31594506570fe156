#pragma once

#include <string_view>

/// What the APIs of ACLs share where no authorizer is configured.
namespace moldau::broker {

inline constexpr std::string_view kNoAuthorizer = "No Authorizer is configured on the broker";
inline constexpr std::string_view kNamesNothing =
    "an ACL's resource type, pattern type, operation or permission type is 0 (UNKNOWN)";

/// Whether a filter has a 0 where each code means something; codes of the future are nobody's fault.
template <class Filter>
bool names_nothing(const Filter& filter) {
  return filter.resource_type_filter == 0 || filter.pattern_type_filter == 0 || filter.operation == 0 ||
         filter.permission_type == 0;
}

}  // namespace moldau::broker
