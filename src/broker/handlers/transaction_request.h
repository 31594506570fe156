#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "broker/handlers/group_request.h"
#include "broker/handlers/serve.h"

/// What the handlers of transaction requests share.
namespace moldau::broker {

/// Clients of older versions know a fenced producer by another code.
inline protocol::ErrorCode fenced_for(std::int16_t version, std::int16_t first_with_fenced,
                                      protocol::ErrorCode error) {
  const bool is_older = error == protocol::ErrorCode::kProducerFenced && version < first_with_fenced;
  return is_older ? protocol::ErrorCode::kInvalidProducerEpoch : error;
}

}  // namespace moldau::broker
