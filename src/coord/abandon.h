#pragma once

#include "coord/operation.h"

namespace moldau::coord {

/// What a client is told of an append that failed with `why` (Kafka: CoordinatorOperationExceptionHelper).
protocol::ErrorCode append_error(protocol::ErrorCode why);

/// Answers all that wait in a group which is about to go.
void fail_waiting(Effects& effects, const ClassicGroup& group, protocol::ErrorCode error);

/// Takes back what cannot be without its records, and answers those that wait for them.
void abandon(Operation& op, Effects not_appended, protocol::ErrorCode why);

}  // namespace moldau::coord
