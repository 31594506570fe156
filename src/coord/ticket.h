#pragma once

#include <cstdint>

namespace moldau::coord {

/// Names a request that may be answered later. The caller chooses it, and never uses it twice.
using Ticket = std::uint64_t;

}  // namespace moldau::coord
