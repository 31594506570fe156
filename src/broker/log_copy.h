#pragma once

#include <cstdint>
#include <optional>

#include "log/log.h"

namespace moldau::broker {

/// Appends the whole batches of the slice to a copy of the log that they are from; whole ones, if there are
/// any, is at least one. CORRUPT_MESSAGE, with nothing appended, where one is damaged.
log::LogResult<void> add_to_copy(log::Log& copy, const log::FetchSlice& slice, std::int64_t now_ms);

/// The offset that the slice's first batch begins with; nothing where there is none.
log::LogResult<std::optional<std::int64_t>> first_offset(const log::FetchSlice& slice);

}  // namespace moldau::broker
