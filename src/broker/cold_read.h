#pragma once

#include <cstddef>
#include <cstdint>

#include "base/file_system.h"

namespace moldau::broker {

/// Reads a range of a file for no more than that the system has it in memory afterwards. Blocks. False where
/// not all of it can be read.
bool read_through(const File& file, std::uint64_t position, std::size_t size);
/// The whole of a file, where it does not seem to be in memory.
void warm_up(const File& file);

}  // namespace moldau::broker
