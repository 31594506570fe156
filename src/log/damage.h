#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "log/log_error.h"

namespace moldau::log {

/// What keeps one log from being served although its disk works.
inline std::unexpected<LogError> unservable_error(std::string message) {
  return std::unexpected(
      LogError{protocol::ErrorCode::kKafkaStorageError, std::move(message), LogErrorKind::kDamage});
}

/// Telling a torn tail from damage: what is behind the first bytes of a segment that are no valid batch.

/// A range of a segment's file that begins where a batch should.
struct Suspect {
  const File& file;
  std::uint64_t position = 0, end = 0;
  /// Of the batch that should begin here, unless offsets are missing.
  std::int64_t expected_offset = 0;
  /// No batch has a lower offset, but one whose offset is what is damaged may have led to a higher expected
  /// one.
  std::int64_t lowest_offset = 0;
};

/// Position of the first batch in [position, end) that is whole, has a valid CRC and an offset that may come
/// here. What lies within the span of a batch that begins at `position` is that batch's own: records may hold
/// whole batches. Only where that one's CRC is valid for a shorter span is it its length that is wrong.
LogResult<std::optional<std::uint64_t>> find_valid_batch(const Suspect& suspect);

/// Whether the range holds what a power cut leaves of pages that were not synced: it reads zero up to the end
/// of a page or of the file, more of it than a batch that begins here could. An empty range stands for the
/// page that it lies in.
LogResult<bool> lost_pages(const Suspect& suspect);

/// Whether the batch at the range's begin goes on past its end, as its header says, and its CRC does not say
/// otherwise. True also where the range is empty.
LogResult<bool> ends_inside_batch(const Suspect& suspect);

}  // namespace moldau::log
