#pragma once

#include <string>

#include "broker/api_table.h"
#include "protocol/error_code.h"

/// What the APIs of ACLs share where no authorizer is configured.
namespace moldau::broker {

/// An answer, or a part of one, that refuses: nobody is here to ask.
template <class Refusal>
Refusal no_authorizer() {
  Refusal refusal;
  refusal.error_code = to_wire(protocol::ErrorCode::kSecurityDisabled);
  refusal.error_message = "No Authorizer is configured on the broker";
  return refusal;
}

inline Malformed acl_of_nothing() {
  return {"an ACL's resource type, pattern type, operation or permission type is 0 (UNKNOWN)"};
}

/// Whether a filter has a 0 where each code means something; codes of the future are nobody's fault.
template <class Filter>
bool names_nothing(const Filter& filter) {
  return filter.resource_type_filter == 0 || filter.pattern_type_filter == 0 || filter.operation == 0 ||
         filter.permission_type == 0;
}

}  // namespace moldau::broker
