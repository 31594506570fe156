#pragma once

#include <string>

#include "client/offsets.h"
#include "client/records.h"

namespace moldau::tool {

enum class RecordFormat : std::uint8_t { kText, kJson, kHex };

/// A record as a line. Text is the value, after the key and a tab where keys are wanted; JSON has everything,
/// and what is not UTF-8 in base64.
std::string format_record(const client::TopicPartition& at, const client::ConsumedRecord& record,
                          RecordFormat format, bool with_key);

}  // namespace moldau::tool
