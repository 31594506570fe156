#pragma once

#include <vector>

#include "tests/protocol/known_message.h"

namespace moldau::protocol {

/// The metadata log of a KRaft quorum, control records, and files of one message.
void add_files(std::vector<KnownMessage>& to);

}  // namespace moldau::protocol
