#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "broker/cluster_view.h"
#include "broker/event_log.h"
#include "http/sources.h"

namespace moldau::http {

/// Whose events somebody wants.
struct AskedEvents {
  broker::Subject subject = broker::Subject::kGroup;
  /// A group, a transactional id, a topic with `partition`, a log directory's path, or a client's address.
  std::string name;
  std::int32_t partition = -1;
};

/// Of the parts of a path below /api/: groups/ID/events, transactions/ID/events,
/// topics/TOPIC/partitions/N/events, log-directories/PATH/events, clients/ADDRESS/events. Nothing where it is
/// another one.
std::optional<AskedEvents> asked_events(const std::vector<std::string>& path);
/// Whether there is such a thing now; it may be gone, and its events not.
boost::asio::awaitable<bool> is_known(Sources& sources, const broker::ClusterView& view, AskedEvents asked);
/// Nothing where no event is kept of something that is not there.
std::optional<std::string> events_json(const broker::EventLog& events, const AskedEvents& asked, bool exists);

}  // namespace moldau::http
