#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace moldau::metadata {

/// Position of the first damage in one of SQLite's write-ahead logs that no crash explains; nothing where
/// there is none, or no log.
///
/// SQLite takes the first frame whose checksum is wrong for the end of the log, and forgets every transaction
/// from there on. That is right for the last one alone, which a power cut may have torn: whatever is behind
/// it was begun after it was synced. So there is damage where a whole transaction lies between a wrong frame
/// and a right one.
std::optional<std::uint64_t> damage_in_write_ahead_log(const std::string& file);

}  // namespace moldau::metadata
