#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "broker/broker.h"
#include "broker/event_log.h"

namespace moldau::http {

/// Whose events somebody wants.
struct AskedEvents {
  broker::Subject subject = broker::Subject::kGroup;
  /// A group, a transactional id, or a topic with `partition`.
  std::string name;
  std::int32_t partition = -1;
};

/// Of the parts of a path below /api/: groups/ID/events, transactions/ID/events,
/// topics/TOPIC/partitions/N/events. Nothing where it is another one.
std::optional<AskedEvents> asked_events(const std::vector<std::string>& path);
/// Whether there is such a thing now; it may be gone, and its events not.
boost::asio::awaitable<bool> is_known(broker::Broker& broker, const broker::ClusterView& view,
                                      AskedEvents asked);
/// Nothing where no event is kept of something that is not there.
std::optional<std::string> events_json(const broker::EventLog& events, const AskedEvents& asked, bool exists);

}  // namespace moldau::http
