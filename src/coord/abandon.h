#pragma once

#include "coord/operation.h"

namespace moldau::coord {

/// What a client is told of an append that failed with `why` (Kafka: CoordinatorOperationExceptionHelper).
protocol::ErrorCode append_error(protocol::ErrorCode why);

/// Takes back what cannot be without its records, and answers those that wait for them.
void abandon(Operation& op, Effects not_appended, protocol::ErrorCode why);

}  // namespace moldau::coord
