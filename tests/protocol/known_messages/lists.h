#pragma once

#include <vector>

#include "tests/protocol/known_message.h"

namespace moldau::protocol {

// A file a list, each of which takes the compiler a while.
void add_00_to_19(std::vector<KnownMessage>& to);
void add_20_to_39(std::vector<KnownMessage>& to);
void add_40_to_59(std::vector<KnownMessage>& to);
void add_60_to_79(std::vector<KnownMessage>& to);
void add_80_to_94(std::vector<KnownMessage>& to);
void add_records(std::vector<KnownMessage>& to);

}  // namespace moldau::protocol
