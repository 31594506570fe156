#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "client/connection.h"
#include "protocol/records/batch.h"
#include "protocol/records/record.h"

namespace moldau::client {

/// A record as a consumer gets it: views into what was fetched.
struct ConsumedRecord {
  std::int64_t offset = 0;
  std::int64_t timestamp = -1;
  protocol::TimestampType timestamp_type = protocol::TimestampType::kCreateTime;
  std::optional<ByteView> key, value;
  std::vector<protocol::RecordHeader> headers;
};

/// A transaction that ended without success: its producer, and its first offset.
using AbortedTransaction = std::pair<std::int64_t, std::int64_t>;

/// Goes over the records of fetched batches from an offset on, without control records and those of aborted
/// transactions. `take` says whether to go on. The last batch may be cut; gives the offset to fetch next.
Result<std::int64_t> for_each_record(ByteView batches, std::int64_t from,
                                     std::vector<AbortedTransaction> aborted,
                                     const std::function<bool(const ConsumedRecord&)>& take);

}  // namespace moldau::client
