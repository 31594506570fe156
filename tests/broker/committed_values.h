#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/broker/client.h"

namespace moldau::broker::test {

/// What a read_committed consumer hands out of a partition of the topic t, by the aborted transactions that
/// it is told of.
std::vector<std::string> committed_values(Client& client, std::int32_t partition = 0);
/// The same by the markers alone, which a read_uncommitted consumer gets.
std::vector<std::string> marked_values(Client& client, std::int32_t partition = 0);
/// Up to where all is decided.
std::int64_t last_stable_offset(Client& client, std::int32_t partition = 0);

}  // namespace moldau::broker::test
