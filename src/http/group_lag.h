#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "broker/cluster_view.h"
#include "coord/group_report.h"

namespace moldau::http {

/// Records between what a group committed and the high watermark; nothing where the partition is not there or
/// cannot be served.
inline std::optional<std::int64_t> lag_of(const coord::GroupReport::Committed& committed,
                                          const broker::ClusterView& view) {
  const auto& partition = broker::find_partition(view.topic(committed.topic), committed.partition);
  if (!partition || partition->offline()) return std::nullopt;
  return std::max<std::int64_t>(partition->high_watermark() - committed.offset, 0);
}

}  // namespace moldau::http
